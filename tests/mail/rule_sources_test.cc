#include <doctest/doctest.h>

#include "mail/rule_sources.h"

namespace sallyport {

TEST_CASE("rule files pass to their compiler whole or not at all") {
  const std::vector<RuleSource> sources = {
      {"virus", "/r/a b.yar", std::string("x\0y\n", 4)}, {"spam", "s", ""}};
  const std::string bytes = EncodeRuleSources(sources);
  const auto read = DecodeRuleSources(bytes);
  REQUIRE(read.ok());
  REQUIRE(read.value().size() == 2);
  CHECK(read.value()[0].file == sources[0].file);
  CHECK(read.value()[0].text == sources[0].text);
  CHECK(read.value()[1].set == "spam");
  const size_t first = EncodeRuleSources({sources[0]}).size();
  for (size_t n = 1; n < bytes.size(); ++n)
    CHECK(DecodeRuleSources(bytes.substr(0, n)).ok() == (n == first));
  using namespace std::string_literals;
  for (const std::string& bad : {"a\0b\0-1\0x"s, "a\0b\0x\0x"s, "a\0b\0\0"s,
                                 "a\0b\0" "99999999999999999999\0x"s})
    CHECK(!DecodeRuleSources(bad).ok());
}

TEST_CASE("mistakes in rules are told with file and line") {
  const RuleMistake mistake{false, "/r/a\tb", 12, "slow\nrule"};
  const auto read = ParseRuleMistakes(FormatRuleMistake(mistake) +
                                      FormatRuleMistake({true, "f", 1, "x"}));
  REQUIRE(read.ok());
  REQUIRE(read.value().size() == 2);
  CHECK(!read.value()[0].error);
  CHECK(read.value()[0].file == mistake.file);
  CHECK(read.value()[0].line == 12);
  CHECK(read.value()[0].text == mistake.text);
  CHECK(read.value()[1].error);
  for (const char* bad : {"error\tf\t1\tx", "error\tf\tx\tx\n", "oh\tf\t1\tx\n",
                          "error\tf\t1\n", "\n", "==1==ERROR: Sanitizer\n"})
    CHECK(!ParseRuleMistakes(bad).ok());
}

}  // namespace sallyport
