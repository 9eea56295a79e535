{% test no_line_twice(model) %}select order_id, line from {{ model }} group by all having count(*) > 1{% endtest %}
