select order_id::bigint as order_id, customer::bigint as "customerId", status,
  ordered_at::timestamp as ordered_at, amount::decimal(12,2) as amount
from {{ ref('raw_orders') }}
