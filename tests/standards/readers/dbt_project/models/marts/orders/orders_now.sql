select order_id, "customerId" as customer_id, status, amount, ordered_at from {{ ref('stg_orders') }}
