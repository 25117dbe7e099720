// Decide against a second judge written from the prose of DESIGN.md 3: every
// combination of actions for two and three recipients, with and without the
// right to refuse, scanners that count and scanners that failed.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

#include "inspect/decide.h"

namespace sallyport {

namespace {

// The names in the order of the design: a later one is graver.
const std::array<std::string, 6> kGravity = {"deliver", "tag",         "hold",
                                             "reject",  "hold+reject", "defer"};

size_t Gravity(const std::string& action) {
  return static_cast<size_t>(
      std::find(kGravity.begin(), kGravity.end(), action) - kGravity.begin());
}

/// One recipient: what the site says of the two findings there are, and
/// whether the second scanner counts.
struct Wish {
  std::string virus;       // for the finding of scanner "first"
  std::string attachment;  // for that of scanner "second"
  bool second_counts = true;
  bool second_optional = false;  // it may fail for this one
};

struct Situation {
  std::vector<Wish> wishes;
  bool may_reject = true;
  bool first_failed = false;
  bool second_failed = false;
};

Settings SettingsOf(const Wish& wish) {
  Settings settings;
  settings.actions[static_cast<size_t>(Cause::kVirus)] =
      *ParseAction(wish.virus);
  settings.actions[static_cast<size_t>(Cause::kAttachment)] =
      *ParseAction(wish.attachment);
  settings.scanners = {"first"};
  if (wish.second_counts) settings.scanners.push_back("second");
  if (wish.second_optional) settings.optional = {"second"};
  return settings;
}

Decision Ask(const Situation& situation) {
  std::vector<Settings> settings;
  for (const Wish& wish : situation.wishes)
    settings.push_back(SettingsOf(wish));
  DecideInput input;
  // The order of findings must not matter: the graver category comes last.
  input.findings = {{Cause::kAttachment, "exe", 2, 0, "second"},
                    {Cause::kVirus, "Eicar", 1, 0, "first"}};
  if (situation.first_failed) input.failures.push_back({"first", "gone"});
  if (situation.second_failed) input.failures.push_back({"second", "gone"});
  for (const Settings& one : settings) input.recipients.push_back(&one);
  input.site = &settings.front();
  input.may_reject = situation.may_reject;
  return Decide(input);
}

/// What is to be done for one recipient, taken alone.
struct Fate {
  std::string action = "deliver";
  Category category = Category::kTrouble;
};

Fate FateOf(const Wish& wish, const Situation& situation) {
  const bool needs_second = wish.second_counts && !wish.second_optional;
  if (situation.first_failed || (situation.second_failed && needs_second))
    return {"defer", Category::kTrouble};
  Fate fate = {wish.virus, Category::kVirus};
  if (wish.second_counts && Gravity(wish.attachment) > Gravity(wish.virus))
    fate = {wish.attachment, Category::kAttachment};
  return fate;
}

bool Has(const std::vector<Fate>& fates, const std::string& action) {
  return std::any_of(fates.begin(), fates.end(),
                     [&](const Fate& fate) { return fate.action == action; });
}

/// Checks what is written of all that is neither deferred nor refused.
std::string JudgeSplit(const std::vector<Fate>& fates,
                       const Decision& decision) {
  std::vector<size_t> passing;
  for (size_t i = 0; i < fates.size(); ++i)
    if (fates[i].action == "deliver" || fates[i].action == "tag")
      passing.push_back(i);
  if (decision.pass != passing) return "others are handed on";
  if (decision.tagged != Has(fates, "tag")) return "tagged";
  std::set<size_t> held;
  std::set<Category> categories;
  for (const HeldItem& item : decision.items) {
    if (!categories.insert(item.category).second) return "two items a category";
    if (item.recipients.empty()) return "an item for nobody";
    for (const size_t index : item.recipients) {
      if (!held.insert(index).second) return "held twice";
      if (fates.at(index).category != item.category) return "wrong category";
    }
  }
  if (held.size() + passing.size() != fates.size()) return "somebody is lost";
  for (const size_t index : passing)
    if (held.count(index) != 0) return "held and handed on";
  const bool refusals = Has(fates, "reject") || Has(fates, "hold+reject");
  if (decision.reject_became_hold != refusals) return "reject>hold";
  const std::string log = refusals             ? "reject>hold"
                          : Has(fates, "hold") ? "hold"
                          : Has(fates, "tag")  ? "tag"
                                               : "handoff";
  if (decision.LogAction() != log) return "log action";
  const Answer answer = passing.empty() ? Answer::kHeld : Answer::kHandOff;
  return decision.answer == answer ? "" : "answer";
}

/// Empty, or which rule the decision breaks.
std::string Judge(const Situation& situation, const Decision& decision) {
  std::vector<Fate> fates;
  for (const Wish& wish : situation.wishes)
    fates.push_back(FateOf(wish, situation));
  if (Has(fates, "defer")) {
    if (decision.answer != Answer::kDefer) return "(a) not deferred";
    if (decision.reason.empty()) return "(a) no reason";
    if (decision.LogAction() != "defer") return "(a) log action";
    return decision.items.empty() && decision.pass.empty() ? "" : "(a) kept";
  }
  const bool all_refuse =
      std::all_of(fates.begin(), fates.end(), [](const Fate& fate) {
        return fate.action == "reject" || fate.action == "hold+reject";
      });
  if (!all_refuse || !situation.may_reject) return JudgeSplit(fates, decision);
  if (decision.answer != Answer::kRefuse) return "(b) not refused";
  if (!decision.pass.empty()) return "(b) handed on";
  std::vector<size_t> kept;
  for (size_t i = 0; i < fates.size(); ++i)
    if (fates[i].action == "hold+reject") kept.push_back(i);
  if (decision.items.size() != (kept.empty() ? 0 : 1)) return "(b) items";
  if (!kept.empty() && decision.items[0].recipients != kept)
    return "(b) kept for others";
  return decision.LogAction() == (kept.empty() ? "reject" : "hold+reject")
             ? ""
             : "(b) log action";
}

std::string Tell(const Situation& situation) {
  std::string text = situation.may_reject ? "may reject" : "may not reject";
  if (situation.first_failed) text += ", first failed";
  if (situation.second_failed) text += ", second failed";
  for (const Wish& wish : situation.wishes)
    text += "; " + wish.virus + " " + wish.attachment +
            (wish.second_counts ? "" : " (does not count)") +
            (wish.second_optional ? " (optional)" : "");
  return text;
}

/// Every wish there is; without `counting`, both scanners always count.
std::vector<Wish> Wishes(bool counting) {
  std::vector<Wish> wishes;
  for (const std::string& virus : kGravity)
    for (const std::string& attachment : kGravity) {
      wishes.push_back({virus, attachment, true});
      if (!counting) continue;
      wishes.push_back({virus, attachment, false});
      wishes.push_back({virus, attachment, true, true});
    }
  return wishes;
}

/// How many decisions broke a rule; the first few are told.
size_t Wrong(const std::vector<Wish>& wishes) {
  size_t wrong = 0;
  for (int flags = 0; flags < 8; ++flags) {
    const Situation situation = {wishes, (flags & 1) != 0, (flags & 2) != 0,
                                 (flags & 4) != 0};
    const std::string broken = Judge(situation, Ask(situation));
    if (broken.empty()) continue;
    ++wrong;
    MESSAGE(Tell(situation), ": ", broken);
  }
  return wrong;
}

}  // namespace

TEST_CASE("every combination for two recipients") {
  const std::vector<Wish> all = Wishes(true);
  size_t wrong = 0;
  for (const Wish& first : all)
    for (const Wish& second : all) {
      wrong += Wrong({first, second});
      REQUIRE(wrong < 5);
    }
  CHECK(wrong == 0);
}

TEST_CASE("every combination for three recipients") {
  const std::vector<Wish> all = Wishes(false);
  size_t wrong = 0;
  for (const Wish& first : all)
    for (const Wish& second : all)
      for (const Wish& third : all) {
        wrong += Wrong({first, second, third});
        REQUIRE(wrong < 5);
      }
  CHECK(wrong == 0);
}

TEST_CASE("every wish of one recipient") {
  for (const Wish& wish : Wishes(true)) CHECK(Wrong({wish}) == 0);
}

}  // namespace sallyport
