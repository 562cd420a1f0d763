"""python -m smoothproof_vectors module:function --variant torch"""

from __future__ import annotations

import argparse
import json
import sys

from smoothproof_vectors import target
from smoothproof_vectors.data import variants
from smoothproof_vectors.report import TIERS, judge

EXIT = {"PASS": 0, "FAIL": 1, "NOTHING JUDGED": 2}


def main() -> None:
    parser = argparse.ArgumentParser("smoothproof-vectors", description="Judges a loss in Python by the golden vectors.")
    parser.add_argument("loss", metavar="module:function")
    parser.add_argument("--variant", default="torch", help="the loss that it should be (default: torch)", choices=variants(), metavar="ID")
    parser.add_argument("--framework", default="", choices=["torch", "jax", "tensorflow", "numpy"])
    parser.add_argument("--tier", action="append", choices=TIERS)
    parser.add_argument("--fixed", action="append", default=[], metavar="OPTION=VALUE", help="an option that it has built in")
    parser.add_argument("--json", action="store_true", help="the verdicts as JSON")
    given = parser.parse_args()
    try:
        loss = target.load(given.loss)
    except ValueError as error:
        parser.error(str(error))
    report = judge(loss, given.variant, given.framework, given.tier or TIERS, target.options(given.fixed))
    if given.json:
        verdicts = [{"id": each.vector.id, "status": each.status, "message": each.message} for each in report.verdicts]
        causes = [{"cause": cause, "count": len(group)} for cause, group in report.causes()]
        print(json.dumps({"outcome": report.outcome, "causes": causes, "verdicts": verdicts}))
    else:
        print(report)
    sys.exit(EXIT[report.outcome])


if __name__ == "__main__":
    main()
