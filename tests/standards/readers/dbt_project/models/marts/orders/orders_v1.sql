select order_id, "customerId" as customer_id, status, ordered_at, amount::double as amount from {{ ref('stg_orders') }}
