#include "inspect/decide.h"

#include <algorithm>
#include <optional>

namespace sallyport {

namespace {

/// What comes out for one recipient, and by which finding.
struct Outcome {
  Action action = Action::kDeliver;
  size_t finding = kNoFinding;
};

/// Graver action first; of equal ones the earlier category of the table.
bool Graver(Action action, Category category, const Outcome& than,
            const std::vector<Finding>& findings) {
  if (than.finding == kNoFinding) return action > Action::kDeliver;
  if (action != than.action) return action > than.action;
  return category < CategoryOf(findings[than.finding].cause);
}

Outcome OutcomeFor(const Settings& settings,
                   const std::vector<Finding>& findings) {
  Outcome outcome;
  for (size_t i = 0; i < findings.size(); ++i) {
    const Action action = ActionFor(findings[i], settings);
    if (action == Action::kDeliver) continue;
    if (Graver(action, CategoryOf(findings[i].cause), outcome, findings))
      outcome = Outcome{action, i};
  }
  return outcome;
}

bool Refuses(Action action) {
  return action == Action::kReject || action == Action::kHoldReject;
}

/// The failure that defers this recipient, if one does.
const ScannerFailure* FailureFor(const Settings& settings,
                                 const std::vector<ScannerFailure>& failures) {
  for (const ScannerFailure& failure : failures)
    if (settings.Counts(failure.scanner) &&
        !settings.MayFail(failure.scanner, failure.required))
      return &failure;
  return nullptr;
}

Decision Deferred(std::string reason, size_t finding) {
  Decision decision;
  decision.answer = Answer::kDefer;
  decision.action = Action::kDefer;
  decision.reason = std::move(reason);
  decision.finding = finding;
  return decision;
}

/// (b): everybody refuses; what is kept is kept once, under the gravest.
Decision Refused(const std::vector<Outcome>& outcomes,
                 const std::vector<Finding>& findings) {
  Decision decision;
  decision.answer = Answer::kRefuse;
  decision.action = Action::kReject;
  Outcome gravest;
  HeldItem item;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    if (Graver(outcome.action, CategoryOf(findings[outcome.finding].cause),
               gravest, findings))
      gravest = outcome;
    if (outcome.action == Action::kHoldReject) item.recipients.push_back(i);
  }
  decision.finding = gravest.finding;
  decision.action = gravest.action;
  if (!item.recipients.empty()) {
    item.finding = gravest.finding;
    item.category = CategoryOf(findings[gravest.finding].cause);
    decision.items.push_back(std::move(item));
  }
  return decision;
}

void AddToItem(Category category, size_t recipient,
               std::vector<HeldItem>* items) {
  for (HeldItem& item : *items) {
    if (item.category != category) continue;
    item.recipients.push_back(recipient);
    return;
  }
  items->push_back(HeldItem{category, kNoFinding, {recipient}});
}

/// Names each item by the gravest outcome of its recipients.
void NameItems(const std::vector<Outcome>& outcomes,
               const std::vector<Finding>& findings,
               std::vector<HeldItem>* items) {
  for (HeldItem& item : *items) {
    Outcome gravest;
    for (const size_t recipient : item.recipients)
      if (Graver(outcomes[recipient].action, item.category, gravest, findings))
        gravest = outcomes[recipient];
    item.finding = gravest.finding;
  }
}

/// (c): nobody is refused.
Decision Split(const std::vector<Outcome>& outcomes,
               const std::vector<Finding>& findings) {
  Decision decision;
  decision.action = Action::kDeliver;
  Outcome gravest;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    if (outcome.action <= Action::kTag) {
      decision.pass.push_back(i);
      decision.tagged = decision.tagged || outcome.action == Action::kTag;
    } else {
      AddToItem(CategoryOf(findings[outcome.finding].cause), i,
                &decision.items);
      if (Refuses(outcome.action)) decision.reject_became_hold = true;
    }
    if (outcome.finding != kNoFinding &&
        Graver(outcome.action, CategoryOf(findings[outcome.finding].cause),
               gravest, findings))
      gravest = outcome;
  }
  NameItems(outcomes, findings, &decision.items);
  decision.finding = gravest.finding;
  decision.action =
      Refuses(gravest.action) ? Action::kHold : gravest.action;
  decision.answer = decision.pass.empty() && !decision.items.empty()
                        ? Answer::kHeld
                        : Answer::kHandOff;
  return decision;
}

}  // namespace

std::string_view Decision::LogAction() const {
  switch (action) {
    case Action::kDeliver:
      return "handoff";
    case Action::kHold:
      return reject_became_hold ? "reject>hold" : "hold";
    case Action::kTag:
    case Action::kReject:
    case Action::kHoldReject:
    case Action::kDefer:
      break;
  }
  return Name(action);
}

Action ActionFor(const Finding& finding, const Settings& settings) {
  const bool from_unpacker = finding.scanner == "unpack";
  const std::string& asked =
      finding.stands_for.empty() ? finding.scanner : finding.stands_for;
  if (!from_unpacker && !settings.Counts(asked)) return Action::kDeliver;
  if (finding.cause != Cause::kSpam)
    return settings.actions[static_cast<size_t>(finding.cause)];
  if (!settings.spam) return Action::kDeliver;
  const Action most = settings.actions[static_cast<size_t>(Cause::kSpam)];
  if (finding.score >= settings.spam_reject) return most;
  if (finding.score >= settings.spam_hold)
    return std::min(Action::kHold, most);
  if (finding.score >= settings.spam_tag) return std::min(Action::kTag, most);
  return Action::kDeliver;
}

Decision Decide(const DecideInput& input) {
  // A message without recipients is judged as one for the whole site.
  std::vector<const Settings*> recipients = input.recipients;
  const bool nobody = recipients.empty();
  if (nobody) recipients.push_back(input.site);

  std::vector<Outcome> outcomes;
  for (const Settings* settings : recipients) {
    const ScannerFailure* failure = FailureFor(*settings, input.failures);
    if (failure != nullptr)
      return Deferred(failure->scanner + ": " + failure->reason, kNoFinding);
    Outcome outcome = OutcomeFor(*settings, input.findings);
    if (outcome.action == Action::kDefer)
      return Deferred(std::string(Name(input.findings[outcome.finding].cause)),
                      outcome.finding);
    outcomes.push_back(outcome);
  }
  const bool all_refuse =
      std::all_of(outcomes.begin(), outcomes.end(),
                  [](const Outcome& o) { return Refuses(o.action); });
  Decision decision = all_refuse && input.may_reject
                          ? Refused(outcomes, input.findings)
                          : Split(outcomes, input.findings);
  if (nobody) {
    decision.pass.clear();
    for (HeldItem& item : decision.items) item.recipients.clear();
  }
  return decision;
}

bool AlreadyDecided(const DecideInput& input) {
  return Decide(input).answer == Answer::kRefuse;
}

}  // namespace sallyport
