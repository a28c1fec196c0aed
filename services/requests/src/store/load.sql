-- One request, who is asking, and the receipt of an equal call: one row, whether the request exists or not.
-- $1 the token's subject, $2 the request, $3 the call, $4 its request_id (null for a read), $5 today in London.
select access($1, shown.child_id, $5) as access, receipt.body_hash, receipt.answer, shown.*
  from (select) as always
  left join requests.request_named shown on shown.request_id = $2
  left join lateral recall($1, $3, $4) receipt on true
