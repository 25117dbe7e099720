// What a client's tcprules leave of the settings.

#include "inspect/narrowing.h"

#include <doctest/doctest.h>

namespace sallyport {

namespace {

using Names = std::vector<std::string>;

Names Left(const Narrowing& narrowing) {
  Settings settings;
  settings.scanners = {"policy", "clamd", "spamd"};
  return Narrowed(narrowing, settings).scanners;
}

}  // namespace

TEST_CASE("the named scanners are left, in the order of the settings") {
  Narrowing narrowing;
  CHECK_FALSE(narrowing.Any());
  CHECK(Left(narrowing) == Names{"policy", "clamd", "spamd"});
  narrowing.scanners_named = true;
  CHECK(narrowing.Any());
  narrowing.scanners = {"spamd", "policy", "other"};
  CHECK(Left(narrowing) == Names{"policy", "spamd"});
}

TEST_CASE("nothing is left only where nothing is asked by name") {
  Narrowing narrowing;
  narrowing.scanners_named = true;
  narrowing.scanners = {"other"};
  CHECK(Left(narrowing) == Names{"policy", "clamd", "spamd"});
  narrowing.scanners.clear();
  narrowing.scan_nothing = true;
  CHECK(Left(narrowing).empty());
}

TEST_CASE("spam is off if either says so") {
  Narrowing narrowing;
  Settings settings;
  CHECK(Narrowed(narrowing, settings).spam);
  narrowing.spam_off = true;
  CHECK(narrowing.Any());
  CHECK_FALSE(Narrowed(narrowing, settings).spam);
  narrowing.spam_off = false;
  settings.spam = false;
  CHECK_FALSE(Narrowed(narrowing, settings).spam);
}

}  // namespace sallyport
