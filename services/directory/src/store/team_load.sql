-- What UpdateTeam is decided on. $1 caller's subject, $2 rpc, $3 request_id, $4 team_id, $5 wanted name_key
select access($1, null) as access, earlier.body_hash, earlier.answer,
       (select to_json(team) from directory.team where team_id = $4) as team,
       (select team_id from directory.team where name_key = $5 and team_id <> $4) as holder
  from (values (1)) as once (call)
  left join recall($1, $2, $3) as earlier on true
