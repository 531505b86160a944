-- Versions take the one form of src/model/record-version.ts. What can't be brought into it has no place in the order: no version.
create function ferry.rebased(version text) returns text language sql immutable as $$
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
update ferry.record_map set version = ferry.rebased(version)
 where version is distinct from ferry.rebased(version);
drop function ferry.rebased(text);
