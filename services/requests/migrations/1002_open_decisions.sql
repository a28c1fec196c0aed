-- Why: what was sent before anybody told whether it decides rests on a decision all the same, where it asks the decision maker.

update requests.request set decides = true where kind = 'refer_to_adm' and state = 'SENT';
