"""An evaluation of reliance as one HTML file in the report's style: no script, no request to any host."""

from api.report import reliance_evaluation_words as words
from api.report.page import environment
from monitors.reliance_evaluation.evaluation import RelianceEvaluation


def render_reliance_evaluation(evaluation: RelianceEvaluation) -> str:
    """The whole page; equal input, equal text."""
    template = environment().get_template("reliance_evaluation.html.j2")
    return template.render(
        summary=words.summary(evaluation),
        tables=words.tables(evaluation),
        met=evaluation.met,
        schema=evaluation.schema,
    )
