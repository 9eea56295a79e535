VACUUM "out"."order"
