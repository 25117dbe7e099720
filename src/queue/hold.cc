// Keeps what the decision says is to be held, logs it, and answers where
// nothing is left to hand on.
//
// A message that is held already, by an earlier try of the same delivery, is
// not held twice. At a cap of [quarantine] a hold+reject only rejects, as the
// sender still has the message; a hold defers.

#include <optional>
#include <string>
#include <utility>
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

/// Room in the quarantine, given back unless the file is kept.
class Reservation {
 public:
  Reservation() = default;
  Reservation(int state, KeepRequest request)
      : state_(state), request_(std::move(request)) {}
  Reservation(Reservation&& other) noexcept
      : state_(other.state_),
        request_(std::exchange(other.request_, std::nullopt)) {}
  Reservation& operator=(Reservation&& other) noexcept {
    std::swap(state_, other.state_);
    std::swap(request_, other.request_);  // what was ours goes with `other`
    return *this;
  }
  ~Reservation() {
    if (request_)
      static_cast<void>(CancelKept(state_, *request_, Now()).ok());
  }

  /// It is durable in `file`.
  Status Confirm(const std::string& file) {
    const std::optional<KeepRequest> request =
        std::exchange(request_, std::nullopt);
    return request ? ConfirmKept(state_, *request, file, Now()) : Status();
  }

 private:
  int state_ = -1;
  std::optional<KeepRequest> request_;
};

/// One item of the decision on its way into the quarantine.
struct Plan {
  const HeldItem* item = nullptr;
  KeptFile file;
  KeepRequest request;
  std::string known;  // the file it is held in already, or empty
  Reservation room;   // of no room where the table fails
};

/// The holds of one message.
class Holds {
 public:
  explicit Holds(Gate* gate);

  std::optional<Ending> KeepAll();
  /// To be called when the slot is free.
  void Log() const;

 private:
  Result<Plan> MakePlan(const HeldItem& item) const;
  void FillKeys(Plan* plan) const;
  KeepAnswer Ask(Plan* plan);
  std::optional<Ending> WithoutRoom(const std::string& limit);
  Status KeepPlanned(Plan* plan);

  Gate* gate_;
  Fd state_;
  std::vector<const HeldItem*> held_;
};

QuarantineLimits ReadLimits(Config* config) {
  const auto number = [config](const char* key) {
    return static_cast<uint64_t>(config->Number(key));
  };
  return {{number("quarantine.max_items"), number("quarantine.max_bytes")},
          number("quarantine.same")};
}

Ending NotKept(const Error& error) {
  return Ending::Failed(ExitCode::kWrite, "hold: " + error.Text());
}

Holds::Holds(Gate* gate) : gate_(gate) {
  Result<Fd> state =
      OpenAt(gate->spool.get(), kState, O_RDONLY | O_DIRECTORY);
  if (state.ok()) state_ = std::move(state.value());
}

/// Without the digest the message is held all the same: then it may be held
/// twice, but it is not lost.
void Holds::FillKeys(Plan* plan) const {
  const HeldItem& item = *plan->item;
  const Finding& finding = gate_->inspection->findings()[item.finding];
  const std::vector<ManifestRow>& rows = gate_->inspection->unpacked().rows;
  const std::string_view category = Name(item.category);
  const size_t part = finding.part < 0 ? 0 : static_cast<size_t>(finding.part);
  if (part < rows.size())
    plan->request.same = SameKey(category, finding.name, rows[part].sha256);
  const Result<std::string> digest =
      StableDigest(gate_->message.get(), gate_->bytes);
  if (!digest.ok()) return;
  std::vector<std::string> recipients;
  for (const size_t index : item.recipients)
    recipients.push_back(gate_->envelope.recipients[index]);
  plan->request.key = HoldKey(digest.value(), gate_->envelope.sender,
                              recipients, category);
}

/// Without the table nothing is known, and there is room.
KeepAnswer Holds::Ask(Plan* plan) {
  // What was held may have been released or removed since, or it was never
  // written to its end.
  Result<KeepAnswer> answer = ReserveUnlessHeld(
      state_.get(), plan->request,
      [this](const std::string& file) { return StillHeld(gate_, file); },
      ReadLimits(gate_->config.get()), Now(),
      [this] { return CountFiles(gate_, Store::kHolds); });
  if (!answer.ok()) {
    gate_->notes.push_back(answer.error().Text());
    return {};
  }
  if (answer.value().known.empty() && answer.value().full.empty())
    plan->room = Reservation(state_.get(), plan->request);
  return std::move(answer.value());
}

Result<Plan> Holds::MakePlan(const HeldItem& item) const {
  Result<KeptFile> file = PrepareItem(gate_, item);
  if (!file.ok()) return file.error();
  Plan plan;
  plan.item = &item;
  plan.file = std::move(file.value());
  plan.request.name = gate_->id + "." + std::string(Name(item.category));
  plan.request.bytes = plan.file.bytes;
  plan.request.file = plan.file.Path();
  FillKeys(&plan);
  return plan;
}

Status Holds::KeepPlanned(Plan* plan) {
  if (plan->known.empty()) {
    const Result<std::string> kept = Keep(gate_, plan->file);
    if (!kept.ok()) return kept.error();
    const Status known = plan->room.Confirm(kept.value());
    if (!known.ok()) gate_->notes.push_back(known.error().Text());
  }
  held_.push_back(plan->item);
  return {};
}

/// At a cap: nothing is kept.
std::optional<Ending> Holds::WithoutRoom(const std::string& limit) {
  const std::string text = "quarantine is at its limit: " + limit;
  gate_->notes.push_back(text);
  if (gate_->decision.answer != Answer::kRefuse)
    return Ending::Deferred(gate_, "hold: " + text);
  gate_->decision.items.clear();
  gate_->decision.action = Action::kReject;
  return std::nullopt;
}

std::optional<Ending> Holds::KeepAll() {
  std::vector<Plan> plans;
  for (const HeldItem& item : gate_->decision.items) {
    Result<Plan> plan = MakePlan(item);
    if (!plan.ok()) return NotKept(plan.error());
    plans.push_back(std::move(plan.value()));
  }
  for (Plan& plan : plans) {
    const KeepAnswer answer = Ask(&plan);
    plan.known = answer.known;
    if (!answer.full.empty())
      return WithoutRoom((answer.full == "same" ? "" : "max_") + answer.full);
  }
  for (Plan& plan : plans) {
    const Status kept = KeepPlanned(&plan);
    if (!kept.ok()) return NotKept(kept.error());
  }
  return std::nullopt;
}

void Holds::Log() const {
  for (const HeldItem* item : held_) LogHeld(gate_, *item);
  if (gate_->decision.answer == Answer::kRefuse &&
      gate_->decision.items.empty())
    LogRefused(gate_);
}

}  // namespace

std::optional<Ending> Hold(Gate* gate) {
  Decision& decision = gate->decision;
  if (decision.answer == Answer::kHandOff && decision.items.empty())
    return std::nullopt;
  Holds holds(gate);
  std::optional<Ending> ending = holds.KeepAll();
  // The message is confirmed (judge.cc) and what is held is durable: nobody
  // needs the slot any more.
  gate->slot->Release();
  holds.Log();
  if (ending) return ending;
  const std::string action(decision.LogAction());
  switch (decision.answer) {
    case Answer::kHandOff:
      return std::nullopt;
    case Answer::kHeld:
      return Ending{ExitCode::kAccepted, "", action, ""};
    case Answer::kRefuse:
      return Ending{ExitCode::kRefused, RefuseText(gate), action, ""};
    case Answer::kDefer:
      break;
  }
  return Ending::Failed(ExitCode::kDeferred, decision.reason);
}

}  // namespace sallyport
