select (7 + line + order_id)::bigint as parcel, order_id, line from {{ ref('order_lines') }}
