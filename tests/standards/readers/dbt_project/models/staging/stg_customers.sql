select customer_id::bigint as customer_id, email from {{ source('till', 'raw_customers') }}
