// Names of categories, causes and actions: each reads back, each cause has
// its category, each category its folder.

#include "mail/finding.h"

#include <doctest/doctest.h>

#include <set>

namespace sallyport {

TEST_CASE("every name reads back, and no other does") {
  for (size_t i = 0; i < kCategories; ++i) {
    const Category category = static_cast<Category>(i);
    CHECK(ParseCategory(Name(category)) == category);
  }
  for (size_t i = 0; i < kCauses; ++i) {
    const Cause cause = static_cast<Cause>(i);
    CHECK(ParseCause(Name(cause)) == cause);
  }
  for (const Action action :
       {Action::kDeliver, Action::kTag, Action::kHold, Action::kReject,
        Action::kHoldReject, Action::kDefer})
    CHECK(ParseAction(Name(action)) == action);
  for (const char* wrong : {"", "Virus", "virus ", "drop", "-"}) {
    CHECK_FALSE(ParseCategory(wrong));
    CHECK_FALSE(ParseCause(wrong));
    CHECK_FALSE(ParseAction(wrong));
  }
  CHECK(Name(Action::kHoldReject) == "hold+reject");
}

TEST_CASE("what could not be looked into is unscannable") {
  for (const Cause cause : {Cause::kUnscannable, Cause::kLimit, Cause::kDamaged,
                            Cause::kUnopened, Cause::kCharset, Cause::kSealed})
    CHECK(CategoryOf(cause) == Category::kUnscannable);
  for (const char* name :
       {"virus", "attachment", "policy", "encrypted", "spam", "trouble"})
    CHECK(Name(CategoryOf(*ParseCause(name))) == name);
}

TEST_CASE("the folders of the quarantine") {
  CHECK(FolderOf(Category::kVirus) == ".virus");
  CHECK(FolderOf(Category::kAttachment) == ".attachment");
  CHECK(FolderOf(Category::kPolicy) == ".policy");
  CHECK(FolderOf(Category::kEncrypted) == ".encrypted");
  CHECK(FolderOf(Category::kUnscannable) == ".error");
  CHECK(FolderOf(Category::kSpam) == ".spam");
  CHECK(FolderOf(Category::kTrouble) == ".error");
}

TEST_CASE("actions are in order of gravity") {
  CHECK(Action::kDeliver < Action::kTag);
  CHECK(Action::kTag < Action::kHold);
  CHECK(Action::kHold < Action::kReject);
  CHECK(Action::kReject < Action::kHoldReject);
  CHECK(Action::kHoldReject < Action::kDefer);
}

}  // namespace sallyport
