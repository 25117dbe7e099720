// Decide by hand: rows of the tables of DESIGN.md 3 and 5 as a person would
// write them.

#include "inspect/decide.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

/// The site's defaults.
Settings Site() {
  Settings settings;
  const auto set = [&settings](Cause cause, Action action) {
    settings.actions[static_cast<size_t>(cause)] = action;
  };
  for (const Cause cause : {Cause::kVirus, Cause::kAttachment, Cause::kPolicy})
    set(cause, Action::kHoldReject);
  for (const Cause cause :
       {Cause::kEncrypted, Cause::kUnscannable, Cause::kLimit, Cause::kTrouble})
    set(cause, Action::kHold);
  for (const Cause cause : {Cause::kDamaged, Cause::kUnopened, Cause::kCharset})
    set(cause, Action::kTag);
  set(Cause::kSpam, Action::kReject);
  settings.spam_tag = 5;
  settings.spam_hold = 10;
  settings.spam_reject = 15;
  settings.scanners = {"policy", "clamd", "rspamd"};
  return settings;
}

Settings With(Cause cause, Action action) {
  Settings settings = Site();
  settings.actions[static_cast<size_t>(cause)] = action;
  return settings;
}

Finding Virus(const std::string& name = "Eicar", int part = 1) {
  return {Cause::kVirus, name, part, 0, "clamd"};
}

Finding Spam(double score) { return {Cause::kSpam, "", -1, score, "rspamd"}; }

Decision Ask(std::vector<Finding> findings,
             const std::vector<Settings>& recipients, bool may_reject = true,
             std::vector<ScannerFailure> failures = {}) {
  static const Settings site = Site();
  DecideInput input;
  input.findings = std::move(findings);
  input.failures = std::move(failures);
  for (const Settings& settings : recipients)
    input.recipients.push_back(&settings);
  input.site = &site;
  input.may_reject = may_reject;
  return Decide(input);
}

using Indices = std::vector<size_t>;
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("nothing found: all are handed on") {
  const Decision decision = Ask({}, {Site(), Site()});
  CHECK(decision.answer == Answer::kHandOff);
  CHECK(decision.pass == Indices{0, 1});
  CHECK(decision.items.empty());
  CHECK_FALSE(decision.tagged);
  CHECK(decision.finding == kNoFinding);
  CHECK(decision.LogAction() == "handoff");
}

TEST_CASE("a virus for all: held once, and refused") {
  const Decision decision = Ask({Virus()}, {Site(), Site()});
  CHECK(decision.answer == Answer::kRefuse);
  REQUIRE(decision.items.size() == 1);
  CHECK(decision.items[0].category == Category::kVirus);
  CHECK(decision.items[0].recipients == Indices{0, 1});
  CHECK(decision.items[0].finding == 0);
  CHECK(decision.finding == 0);
  CHECK(decision.LogAction() == "hold+reject");
}

TEST_CASE("a refusal that would be backscatter is a hold") {
  const Decision decision = Ask({Virus()}, {Site()}, false);
  CHECK(decision.answer == Answer::kHeld);
  CHECK(decision.LogAction() == "reject>hold");
  REQUIRE(decision.items.size() == 1);
  CHECK(decision.items[0].recipients == Indices{0});
}

TEST_CASE("one recipient who gets the mail keeps it from being refused") {
  const Decision decision =
      Ask({Virus()}, {Site(), With(Cause::kVirus, Action::kDeliver)});
  CHECK(decision.answer == Answer::kHandOff);
  CHECK(decision.pass == Indices{1});
  REQUIRE(decision.items.size() == 1);
  CHECK(decision.items[0].recipients == Indices{0});
  CHECK(decision.reject_became_hold);
  CHECK(decision.LogAction() == "reject>hold");
}

TEST_CASE("one recipient's defer is everybody's") {
  const Decision decision =
      Ask({Virus()}, {Site(), With(Cause::kVirus, Action::kDefer), Site()});
  CHECK(decision.answer == Answer::kDefer);
  CHECK(decision.reason == "virus");
  CHECK(decision.items.empty());
  CHECK(decision.pass.empty());
}

TEST_CASE("a scanner that failed defers, whatever the others found") {
  const Decision decision =
      Ask({Virus()}, {Site()}, true, {{"rspamd", "no answer in 60 s"}});
  CHECK(decision.answer == Answer::kDefer);
  CHECK(decision.reason == "rspamd: no answer in 60 s");
  CHECK(decision.LogAction() == "defer");
}

TEST_CASE("a scanner that nobody counts fails without harm") {
  Settings settings = Site();
  settings.scanners = {"clamd"};
  const std::vector<ScannerFailure> failures = {{"rspamd", "gone"}};
  CHECK(Ask({}, {settings}, true, failures).answer == Answer::kHandOff);
  CHECK(Ask({}, {settings, Site()}, true, failures).answer == Answer::kDefer);
}

TEST_CASE("a finding of a scanner that does not count is passed over") {
  Settings settings = Site();
  settings.scanners = {"policy"};
  CHECK(ActionFor(Virus(), settings) == Action::kDeliver);
  CHECK(ActionFor(Virus(), Site()) == Action::kHoldReject);
  const Decision decision = Ask({Virus()}, {settings, Site()});
  CHECK(decision.pass == Indices{0});
  CHECK(decision.items[0].recipients == Indices{1});
}

TEST_CASE("what the unpacker says always counts") {
  Settings settings = Site();
  settings.scanners = {};
  const Finding flag = {Cause::kEncrypted, "encrypted", 1, 0, "unpack"};
  CHECK(ActionFor(flag, settings) == Action::kHold);
}

TEST_CASE("spam is judged by its score") {
  const struct {
    double score;
    Action action;
  } rows[] = {{-10, Action::kDeliver}, {4.999, Action::kDeliver},
              {5, Action::kTag},       {9.999, Action::kTag},
              {10, Action::kHold},     {14.999, Action::kHold},
              {15, Action::kReject},   {1e6, Action::kReject}};
  for (const auto& row : rows)
    CHECK(ActionFor(Spam(row.score), Site()) == row.action);
  const Settings most_hold = With(Cause::kSpam, Action::kHold);
  CHECK(ActionFor(Spam(7), most_hold) == Action::kTag);
  CHECK(ActionFor(Spam(12), most_hold) == Action::kHold);
  CHECK(ActionFor(Spam(20), most_hold) == Action::kHold);
  const Settings most_tag = With(Cause::kSpam, Action::kTag);
  CHECK(ActionFor(Spam(20), most_tag) == Action::kTag);
  const Settings keeps = With(Cause::kSpam, Action::kHoldReject);
  CHECK(ActionFor(Spam(12), keeps) == Action::kHold);
  CHECK(ActionFor(Spam(20), keeps) == Action::kHoldReject);
  Settings off = Site();
  off.spam = false;
  CHECK(ActionFor(Spam(100), off) == Action::kDeliver);
  CHECK(Ask({Spam(15)}, {Site()}).LogAction() == "reject");
  CHECK(Ask({Spam(15)}, {Site()}).items.empty());
  CHECK(Ask({Spam(7)}, {Site()}).tagged);
}

TEST_CASE("the gravest action counts, then the earlier category") {
  // hold+reject of the attachment goes before the reject of spam.
  const Finding attachment = {Cause::kAttachment, "exe", 1, 0, "policy"};
  const Decision graver = Ask({Spam(20), attachment}, {Site()});
  CHECK(graver.finding == 1);
  CHECK(graver.items[0].category == Category::kAttachment);
  const Decision equal = Ask({attachment, Virus()}, {Site()});
  CHECK(equal.finding == 1);
  CHECK(equal.items[0].category == Category::kVirus);
  // Of one category the first that was found.
  const Decision first = Ask({Virus("A"), Virus("B")}, {Site()});
  CHECK(first.finding == 0);
  // A milder finding of an earlier category does not hide a graver one.
  const Decision later =
      Ask({Virus(), attachment}, {With(Cause::kVirus, Action::kTag)});
  CHECK(later.finding == 1);
}

TEST_CASE("one item a category, each under its gravest finding") {
  const Finding attachment = {Cause::kAttachment, "exe", 1, 0, "policy"};
  Settings no_attachments = With(Cause::kAttachment, Action::kDeliver);
  Settings no_viruses = With(Cause::kVirus, Action::kDeliver);
  const Decision decision =
      Ask({attachment, Virus()}, {no_viruses, no_attachments, no_viruses,
                                  With(Cause::kVirus, Action::kDefer)});
  CHECK(decision.answer == Answer::kDefer);
  Settings all = no_viruses;
  all.actions[static_cast<size_t>(Cause::kAttachment)] = Action::kDeliver;
  const Decision split =
      Ask({attachment, Virus()}, {no_viruses, no_attachments, no_viruses, all});
  REQUIRE(split.items.size() == 2);
  CHECK(split.items[0].category == Category::kAttachment);
  CHECK(split.items[0].recipients == Indices{0, 2});
  CHECK(split.items[0].finding == 0);
  CHECK(split.items[1].category == Category::kVirus);
  CHECK(split.items[1].recipients == Indices{1});
  CHECK(split.items[1].finding == 1);
  CHECK(split.pass == Indices{3});
}

TEST_CASE("an item is named by the gravest finding of its recipients") {
  const Finding limit = {Cause::kLimit, "limit", 1, 0, "unpack"};
  const Finding damaged = {Cause::kDamaged, "damaged", 2, 0, "unpack"};
  Settings strict = With(Cause::kDamaged, Action::kReject);
  strict.actions[static_cast<size_t>(Cause::kLimit)] = Action::kDeliver;
  const Decision decision = Ask({limit, damaged}, {Site(), strict});
  REQUIRE(decision.items.size() == 1);
  CHECK(decision.items[0].category == Category::kUnscannable);
  CHECK(decision.items[0].recipients == Indices{0, 1});
  CHECK(decision.items[0].finding == 1);
}

TEST_CASE("of those who refuse, only who wants it held has it held") {
  const Decision decision =
      Ask({Virus()}, {With(Cause::kVirus, Action::kReject), Site()});
  CHECK(decision.answer == Answer::kRefuse);
  REQUIRE(decision.items.size() == 1);
  CHECK(decision.items[0].recipients == Indices{1});
}

TEST_CASE("a message for nobody is judged by the site, and handed to nobody") {
  const Decision clean = Ask({}, {});
  CHECK(clean.answer == Answer::kHandOff);
  CHECK(clean.pass.empty());
  const Decision virus = Ask({Virus()}, {});
  CHECK(virus.answer == Answer::kRefuse);
  REQUIRE(virus.items.size() == 1);
  CHECK(virus.items[0].recipients.empty());
}

TEST_CASE("a scan may stop only where all refuse already") {
  const Settings site = Site();
  const Settings tags = With(Cause::kVirus, Action::kTag);
  DecideInput input;
  input.site = &site;
  input.recipients = {&site};
  CHECK_FALSE(AlreadyDecided(input));
  input.findings = {Virus()};
  CHECK(AlreadyDecided(input));
  input.may_reject = false;
  CHECK_FALSE(AlreadyDecided(input));
  input.may_reject = true;
  input.recipients = {&site, &tags};
  CHECK_FALSE(AlreadyDecided(input));
  input.recipients = {&site};
  input.failures = {{"clamd", "gone"}};
  CHECK_FALSE(AlreadyDecided(input));
  input.failures = {};
  input.findings = {Spam(12)};  // a hold is no refusal
  CHECK_FALSE(AlreadyDecided(input));
}

TEST_CASE("a decision begins as a deferral") {
  const Decision decision;
  CHECK(decision.answer == Answer::kDefer);
  CHECK(decision.LogAction() == "defer");
}

TEST_CASE("what a backup found counts where the scanner it stands for does") {
  Finding finding = Virus();
  finding.scanner = "second";
  CHECK(Ask({finding}, {Site()}).answer == Answer::kHandOff);
  finding.stands_for = "clamd";
  CHECK(Ask({finding}, {Site()}).answer == Answer::kRefuse);
  finding.stands_for = "other";
  CHECK(Ask({finding}, {Site()}).answer == Answer::kHandOff);
}

TEST_CASE("a failure defers those only for whom the scanner must not fail") {
  Settings may_fail = Site();
  may_fail.optional = {"clamd"};
  const std::vector<ScannerFailure> required = {{"clamd", "gone", true}};
  const std::vector<ScannerFailure> optional = {{"clamd", "gone", false}};
  CHECK(Ask({}, {Site()}, true, required).answer == Answer::kDefer);
  CHECK(Ask({}, {Site()}, true, optional).answer == Answer::kHandOff);
  CHECK(Ask({}, {may_fail}, true, required).answer == Answer::kHandOff);
  CHECK(Ask({}, {may_fail, Site()}, true, required).answer == Answer::kDefer);
  may_fail.optional = Names{};
  CHECK(Ask({}, {may_fail}, true, optional).answer == Answer::kDefer);
}

}  // namespace sallyport
