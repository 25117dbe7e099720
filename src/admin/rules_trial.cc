#include "admin/rules_trial.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

#include "admin/config_value.h"
#include "admin/good_mail.h"
#include "admin/held_files.h"
#include "admin/held_message.h"
#include "base/escape.h"
#include "base/io.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

/// Times are of a machine that does other things, too: what is slow once is
/// measured again.
constexpr int kSlowTries = 3;
constexpr size_t kMostRefusals = 50;

std::string CandidateName() {
  return std::string(kCandidateFront) + kYaraPlugin;
}

std::string FindingText(const Finding& finding) {
  std::string text(Name(finding.cause));
  if (finding.cause == Cause::kSpam) text += " " + ScoreText(finding.score);
  text += " " + EscapeField(finding.name);
  if (finding.part != kNoPart)
    text += ", part " + std::to_string(finding.part);
  return text;
}

/// All that a scanner said of a message, sorted.
std::vector<std::string> SaidBy(const ScannerResult& result) {
  std::vector<std::string> said;
  for (const Finding& finding : result.findings)
    said.push_back(FindingText(finding));
  for (const std::string& name : result.exceptions)
    said.push_back("except " + EscapeField(name));
  std::sort(said.begin(), said.end());
  return said;
}

std::string Difference(const std::vector<std::string>& of,
                       const std::vector<std::string>& than,
                       const char* sign) {
  std::vector<std::string> more;
  std::set_difference(of.begin(), of.end(), than.begin(), than.end(),
                      std::back_inserter(more));
  std::string text;
  for (const std::string& line : more)
    text += std::string("  ") + sign + " " + line + "\n";
  return text;
}

/// What both said of one message.
struct Pair {
  ScannerResult live;  // as it is made where nothing is live
  ScannerResult candidate;
  std::string failed;  // why nobody could be asked
  int64_t Slower() const { return candidate.ms - live.ms; }
};

class Trial {
 public:
  Trial(const TrialPlan& plan, DryRunSite* site) : plan_(plan), site_(site) {
    const std::string key = "scanner." + plan.rules.scanner + ".rules";
    if (site->config()->Find(key)) scanners_.push_back(plan.rules.scanner);
    scanners_.push_back(CandidateName());
    for (const std::string& name :
         plan.config.List("scanner." + plan.rules.scanner + ".may_except"))
      if (const auto category = ParseCategory(name))
        may_except_.push_back(*category);
    spam_tag_ = std::strtod(plan.config.Text("spam.tag").c_str(), nullptr);
  }

  TrialOutcome Run() {
    site_->TryRules(plan_.rules.file);
    TryGoodMail();
    TryHeldMail();
    return std::move(outcome_);
  }

 private:
  void Tell(const std::string& text) const {
    static_cast<void>(WriteAll(plan_.report, text).ok());
  }

  void Refuse(const std::string& why) {
    if (outcome_.refused.size() < kMostRefusals)
      outcome_.refused.push_back(why);
  }

  void TryGoodMail() {
    const Result<std::vector<std::string>> files =
        ListGoodMail(plan_.rules.good_mail);
    if (!files.ok()) return Refuse("good mail: " + files.error().Text());
    for (const std::string& file : files.value()) {
      const Fd fd(::open(file.c_str(),
                         O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
      if (!fd.valid()) {
        Refuse("good mail: " + SystemError("open", file).Text());
        continue;
      }
      DryEnvelope nobody;
      nobody.envelope.recipients = {Postmaster()};
      const std::optional<Pair> pair = Try(fd.get(), nobody, file);
      if (!pair) continue;
      ++outcome_.good;
      JudgeGood(*pair, file);
    }
    if (outcome_.good == 0)
      Refuse("no good mail was tried: good_mail of [scanner." +
             plan_.rules.scanner + "] names it");
  }

  void TryHeldMail() {
    const Result<HeldFiles> files = HeldFiles::Open(plan_.context);
    if (!files.ok()) return Tell("held mail: " + files.error().Text() + "\n");
    const Result<std::vector<HeldPlace>> places = files.value().List("");
    if (!places.ok()) return Tell("held mail: " + places.error().Text() + "\n");
    SigningKeys keys(files.value().spool());
    for (const HeldPlace& place : places.value()) {
      if (outcome_.held == plan_.held) break;
      if (place.State() != HeldState::kHeld) continue;
      const Result<Fd> file = files.value().OpenFile(place, O_RDONLY);
      if (!file.ok()) continue;  // moved since
      const Result<HeldFile> held = ReadHeldFile(file.value().get(), &keys);
      if (!held.ok() || !held.value().doubt.empty()) continue;
      const QuarantineBlock& block = *held.value().block;
      if (::lseek(file.value().get(), static_cast<off_t>(block.block_bytes),
                  SEEK_SET) < 0)
        continue;
      DryEnvelope envelope;
      envelope.envelope = {block.held.sender, block.held.recipients};
      envelope.relay = block.held.relay;
      if (Try(file.value().get(), envelope, "held " + place.Path()))
        ++outcome_.held;
    }
  }

  std::string Postmaster() const {
    return "postmaster@" + std::string(site_->config()->Text("hostname"));
  }

  /// Nothing if nobody could be asked, which is told.
  std::optional<Pair> Try(int file, DryEnvelope envelope,
                          const std::string& name) {
    Result<DryMessage> message = site_->TakeMessage(file);
    if (!message.ok()) {
      Tell(EscapeField(name) + ": not tried: " +
           EscapeField(message.error().Text()) + "\n");
      return std::nullopt;
    }
    // Of such a message no finding ends the scan early.
    message.value().delivered_to = true;
    envelope.scanners = scanners_;
    envelope.one_by_one = true;
    Pair pair = Ask(message.value(), envelope);
    for (int i = 1;
         i < kSlowTries && pair.failed.empty() && IsSlow(pair); ++i) {
      const Pair again = Ask(message.value(), envelope);
      if (again.failed.empty() && again.Slower() < pair.Slower()) pair = again;
    }
    if (!pair.failed.empty()) {
      Tell(EscapeField(name) + ": not tried: " + EscapeField(pair.failed) +
           "\n");
      return std::nullopt;
    }
    Compare(pair, name);
    return pair;
  }

  bool IsSlow(const Pair& pair) const {
    return pair.candidate.verdict != Verdict::kUnscanned &&
           pair.Slower() > plan_.rules.slower_ms;
  }

  Pair Ask(const DryMessage& message, const DryEnvelope& envelope) {
    const DryRun run = site_->Run(message, envelope);
    Pair pair;
    pair.failed = run.decision.reason.empty() ? "the scan broke off"
                                              : run.decision.reason;
    if (!run.inspection) return pair;
    for (const ScannerResult& result : run.inspection->results()) {
      if (result.scanner == plan_.rules.scanner) pair.live = result;
      if (result.scanner != CandidateName()) continue;
      pair.candidate = result;
      pair.failed.clear();
    }
    return pair;
  }

  void Compare(const Pair& pair, const std::string& name) {
    const std::string text = EscapeField(name);
    if (pair.candidate.verdict == Verdict::kUnscanned)
      Refuse(text + ": not scanned: " + EscapeField(pair.candidate.reason) +
             " " + EscapeField(pair.candidate.chatter));
    if (IsSlow(pair))
      Refuse(text + ": " + std::to_string(pair.candidate.ms) +
             " ms, more than slower_ms = " +
             std::to_string(plan_.rules.slower_ms) + " above the " +
             std::to_string(pair.live.ms) + " ms of what is live");
    if (outcome_.slowest.empty() || pair.Slower() > outcome_.most_ms) {
      outcome_.most_ms = pair.Slower();
      outcome_.slowest = text;
    }
    if (scanners_.size() > 1 && pair.live.verdict == Verdict::kUnscanned)
      Tell(text + ": not scanned by what is live: " +
           EscapeField(pair.live.reason) + "\n");
    const std::vector<std::string> before = SaidBy(pair.live);
    const std::vector<std::string> after = SaidBy(pair.candidate);
    if (before == after) return;
    ++outcome_.changed;
    Tell(text + "\n" + Difference(before, after, "-") +
         Difference(after, before, "+"));
  }

  /// With the power that the rules would have to lift findings of their own.
  void JudgeGood(const Pair& pair, const std::string& name) {
    ScannerResult by = pair.candidate;
    by.may_except = may_except_;
    std::vector<Finding> findings = by.findings;
    LiftExcepted(by, &findings);
    for (const Finding& finding : findings)
      if (finding.cause != Cause::kSpam || finding.score >= spam_tag_)
        Refuse("good mail " + EscapeField(name) + ": " + FindingText(finding));
  }

  const TrialPlan& plan_;
  DryRunSite* site_;
  std::vector<std::string> scanners_;
  std::vector<Category> may_except_;
  double spam_tag_ = 0;
  TrialOutcome outcome_;
};

}  // namespace

TrialOutcome TryRules(const TrialPlan& plan, DryRunSite* site) {
  return Trial(plan, site).Run();
}

}  // namespace sallyport
