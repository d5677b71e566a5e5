"""What a program that is checked strictly writes: this file is checked, and not run."""

from datetime import datetime
from typing import Dict, List, Optional

import relief

policy: relief.Policy = relief.Policy.load("policies/")
decision: relief.Decision = policy.decide({"id": 7, "contract": "Gold"}, as_of=datetime.now().astimezone())
status: str = decision.response.status
due: Optional[datetime] = decision.response.due
needs: List[str] = decision.remedies["hot_fix"].needs
objectives: Dict[str, relief.Objective] = decision.objectives
explanation: relief.Explanation = policy.explain({"id": 7}, "2024-04-02T09:30:00Z", mapping="servicenow")
ledger: Optional[relief.Ledger] = explanation.ledger["response"]
if ledger is not None:
    lengths: List[int] = [segment.length_us for segment in ledger.segments if segment.start < ledger.opened]
decisions, rejects = policy.decide_batch(object(), ["response"], timezone="Europe/London", set={"contract": "Gold"})
names: List[str] = decisions.column_names
for some, others in policy.decide_reader(object()):
    count: int = len(some) + others.num_rows
better: bool = policy.compare("Gold", "Silver").at_least
findings: List[relief.Finding] = policy.lint()
line: Optional[int] = findings[0].line
passed: int = policy.test().passed
page: str = policy.report_html([{"id": 7}])
try:
    relief.Policy.from_text("")
except relief.PolicyError as error:
    code: Optional[str] = error.errors[0].help or error.code
