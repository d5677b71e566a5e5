-- One incident, for `wrk`.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"id": "INC-7", "contract": "Gold", "customer_priority": "P1", "opened": "2026-03-27T16:00:00Z"}'
