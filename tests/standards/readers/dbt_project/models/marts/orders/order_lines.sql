{{ config(alias='lines') }}
select order_id, 1::integer as line, 'abc'::varchar as sku from {{ ref('orders', v=2) }}
