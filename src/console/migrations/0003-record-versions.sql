-- Versions that senders gave take the form that they give today (src/model/record-version.ts); bytewise, a version of the old form
-- would be older than all of the new. What can't be brought into it is forgotten: the next version that is sent counts.
create function console.rebased(version text) returns text language sql immutable as $$
  select case
    when version ~ '^(n[0-9]{30}(\.[0-9]+)?|n-[0-9]{30}(\.[0-9]+)?~|t[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{9}Z)$'
      then version
    when version ~ '^[+-]?0*[0-9]{1,30}(\.[0-9]*)?$' then (
      select case when version like '-%' and digits ~ '[1-9]'
        then 'n-' || translate(digits, '0123456789', '9876543210') || '~' else 'n' || digits end
      from (select lpad(ltrim(split_part(ltrim(version, '+-'), '.', 1), '0'), 30, '0')
        || case when rtrim(split_part(version, '.', 2), '0') = '' then '' else '.' || rtrim(split_part(version, '.', 2), '0') end
        as digits) d)
    when version ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z$'
      then 't' || left(version, 19) || '.' || rpad(rtrim(substring(version from 21), 'Z'), 9, '0') || 'Z'
  end $$;
update console.record set source_versions = rebased from (
  select r.id, coalesce(json_object_agg(v.key, console.rebased(v.value)) filter (where console.rebased(v.value) is not null), '{}') as rebased
  from console.record r, json_each_text(r.source_versions) v group by r.id) as versions
 where versions.id = record.id and versions.rebased::text <> record.source_versions::text;
drop function console.rebased(text);
