-- How long orders since the mark took from their creation to the end of their last job, milliseconds; and how many a
-- second came that far.
with effects as (
    select o.created_at as placed, max(j.finished_at) as finished
    from orders o join events e on e.aggregate_id = o.id join jobs j on j.event_id = e.id
    where o.created_at >= :'mark' group by o.id
), measured as (
    select extract(epoch from finished - placed) * 1000 as millis, placed, finished from effects
)
select :'name' || '_effects_p50 ' || round(percentile_disc(0.5) within group (order by millis)) from measured
union all
select :'name' || '_effects_p99 ' || round(percentile_disc(0.99) within group (order by millis)) from measured
union all
select :'name' || '_effects_rate ' || round(count(*) / extract(epoch from max(finished) - min(placed)), 1) from measured;
