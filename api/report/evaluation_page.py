"""An evaluation as one HTML file in the report's style: no script, no request to any host."""

from api.report import evaluation_words as words
from api.report.page import environment
from monitors.evaluation.evaluation import Evaluation


def render_evaluation(evaluation: Evaluation) -> str:
    """The whole page; equal input, equal text."""
    asked = [run for run in evaluation.runs if run.asked]
    template = environment().get_template("evaluation.html.j2")
    return template.render(
        words=words,
        evaluation=evaluation,
        asked=asked,
        met=all(run.met for run in asked),
        measured=all(target.measured for run in asked for target in run.targets),
    )
