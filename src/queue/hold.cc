// Keeps what the decision says is to be held, logs it, and answers where
// nothing is left to hand on.
//
// A message that is held already, by an earlier try of the same delivery, is
// not held twice. At a cap of [quarantine] a hold+reject only rejects, as the
// sender still has the message; a hold defers.

#include <algorithm>
#include <string>
#include <vector>

#include "base/io.h"
#include "mail/paths.h"
#include "queue/gate.h"
#include "queue/quarantine.h"
#include "queue/report.h"
#include "queue/stable_digest.h"
#include "state/holds.h"

namespace sallyport {

namespace {

/// One item of the decision, and what the side table says of it.
struct Plan {
  const HeldItem* item;
  Digest key;
  Digest same;
  HoldAnswer answer;
};

QuarantineLimits ReadLimits(Config* config) {
  const auto number = [config](const char* key) {
    return static_cast<uint64_t>(config->Number(key));
  };
  return {number("quarantine.max_bytes"), number("quarantine.max_items"),
          number("quarantine.same")};
}

std::vector<std::string> RecipientsOf(const Gate& gate, const HeldItem& item) {
  std::vector<std::string> recipients;
  for (const size_t index : item.recipients)
    recipients.push_back(gate.envelope.recipients[index]);
  return recipients;
}

HoldAnswer Ask(Gate* gate, int state, const Plan& plan) {
  Result<HoldAnswer> answer = AskHold(
      state, plan.key, plan.same, gate->bytes, ReadLimits(gate->config.get()),
      gate->arrived, [gate] { return CountQuarantine(gate); });
  if (answer.ok()) return std::move(answer.value());
  Say(gate->id + " " + answer.error().Text());
  return HoldAnswer();
}

/// Without the table, or without the digest, the message is held all the
/// same: then it may be held twice, but it is not lost.
Plan MakePlan(Gate* gate, int state, const HeldItem& item) {
  Plan plan = {&item, {}, {}, {}};
  const Finding& finding = gate->inspection->findings()[item.finding];
  const std::vector<ManifestRow>& rows = gate->inspection->unpacked().rows;
  const std::string category(Name(item.category));
  const size_t part = finding.part < 0 ? 0 : static_cast<size_t>(finding.part);
  const Result<std::string> digest =
      StableDigest(gate->message.get(), gate->bytes);
  if (!digest.ok() || part >= rows.size()) return plan;
  plan.key = HoldKey(digest.value(), gate->envelope.sender,
                     RecipientsOf(*gate, item), category);
  plan.same =
      SameKey(category, finding.name, rows[part].sha256);
  plan.answer = Ask(gate, state, plan);
  // What was held may have been released or removed since: then it is new,
  // and the limits are asked.
  if (plan.answer.known && !StillHeld(gate, *plan.answer.known)) {
    if (ForgetHold(state, plan.key).ok())
      plan.answer = Ask(gate, state, plan);
    else
      plan.answer.known.reset();
  }
  return plan;
}

std::optional<Ending> KeepPlanned(Gate* gate, int state, const Plan& plan) {
  if (!plan.answer.known) {
    Result<std::string> kept = KeepItem(gate, *plan.item);
    if (!kept.ok())
      return Ending::Failed(ExitCode::kWrite, "hold: " + kept.error().Text());
    Status remembered = RememberHold(state, plan.key, plan.same, gate->bytes,
                                     kept.value(), gate->arrived);
    if (!remembered.ok())
      Say(gate->id + " " + remembered.error().Text());
  }
  LogHeld(gate, *plan.item);
  return std::nullopt;
}

/// At a cap: nothing is kept.
std::optional<Ending> WithoutRoom(Gate* gate, const std::string& limit) {
  Say(gate->id + " quarantine is at its limit: " + limit);
  if (gate->decision.answer != Answer::kRefuse)
    return Ending::Deferred(gate,
                            "hold: quarantine is at its limit: " + limit);
  gate->decision.items.clear();
  gate->decision.action = Action::kReject;
  return std::nullopt;
}

std::optional<Ending> KeepAll(Gate* gate) {
  Result<Fd> state =
      OpenAt(gate->spool.get(), kState, O_RDONLY | O_DIRECTORY);
  const int directory = state.ok() ? state.value().get() : -1;
  std::vector<Plan> plans;
  for (const HeldItem& item : gate->decision.items)
    plans.push_back(MakePlan(gate, directory, item));
  for (const Plan& plan : plans)
    if (!plan.answer.known && !plan.answer.full.empty())
      return WithoutRoom(gate, plan.answer.full);
  for (const Plan& plan : plans)
    if (std::optional<Ending> ending = KeepPlanned(gate, directory, plan))
      return ending;
  return std::nullopt;
}

}  // namespace

std::optional<Ending> Hold(Gate* gate) {
  if (!gate->decision.items.empty())
    if (std::optional<Ending> ending = KeepAll(gate)) return ending;
  const std::string action(gate->decision.LogAction());
  switch (gate->decision.answer) {
    case Answer::kHandOff:
      return std::nullopt;
    case Answer::kHeld:
      return Ending{ExitCode::kAccepted, "", action, ""};
    case Answer::kRefuse:
      if (gate->decision.items.empty()) LogRefused(gate);
      return Ending{ExitCode::kRefused, RefuseText(gate), action, ""};
    case Answer::kDefer:
      break;
  }
  return Ending::Failed(ExitCode::kDeferred, gate->decision.reason);
}

}  // namespace sallyport
