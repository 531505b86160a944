-- What earlier runs kept as JSON takes the same words.
update ferry.lane set settlement = (settlement - 'tally') || jsonb_build_object('sourceCount', settlement -> 'tally')
 where settlement ? 'tally';
update ferry.run
   set settlements = (
     select jsonb_agg(
       case when one ? 'tally' then (one - 'tally') || jsonb_build_object('sourceCount', one -> 'tally') else one end
       order by position)
     from jsonb_array_elements(settlements) with ordinality as each (one, position))
 where settlements @? '$[*].tally';
update ferry.run set plan = (plan - 'setting') || jsonb_build_object('context', plan -> 'setting') where plan ? 'setting';
update ferry.run set plan = (plan - 'warrant') || jsonb_build_object('authorisation', plan -> 'warrant')
 where plan ? 'warrant';
update ferry.outcome set code = 'merged' where code = 'reassigned';
