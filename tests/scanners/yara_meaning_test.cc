#include <doctest/doctest.h>

#include "scanners/yara_meaning.h"

namespace sallyport {

namespace {

using Metas = std::vector<YaraMeta>;

std::string Wrong(std::string_view set, const Metas& metas) {
  const Result<YaraMeaning> meaning = MeaningOfRule(set, "Rule", metas);
  return meaning.ok() ? "" : meaning.error().Text();
}

YaraMeaning Meaning(std::string_view set, const Metas& metas) {
  const Result<YaraMeaning> meaning = MeaningOfRule(set, "Rule", metas);
  REQUIRE(meaning.ok());
  return meaning.value();
}

double Score(const char* text) {
  return Meaning("spam", {{"score", text}}).score;
}

}  // namespace

TEST_CASE("a rule's name is its own, or that of its meta") {
  CHECK(Meaning("virus", {}).name == "Rule");
  CHECK(Meaning("virus", {{"name", "Win.Test-1 (x)"}}).name ==
        "Win.Test-1 (x)");
  CHECK(Meaning("virus", {{"author", "a"}, {"score", "x"}}).name == "Rule");
  CHECK(Wrong("virus", {{"name", ""}}) != "");
  CHECK(Wrong("virus", {{"name", "a\tb"}}) != "");
  CHECK(Wrong("virus", {{"name", "a\nb"}}) != "");
  CHECK(Wrong("virus", {{"name", std::string(201, 'x')}}) != "");
  CHECK(Wrong("virus", {{"name", "a"}, {"name", "b"}}) != "");
  CHECK(Wrong("virus", {{"name", std::nullopt}}) != "");
}

TEST_CASE("a spam rule has one score, a number") {
  CHECK(Score("3") == 3);
  CHECK(Score("-2.5") == -2.5);
  CHECK(Score("1000") == 1000);
  for (const char* text : {"", " 3", "3 ", "3x", "x", "nan", "inf", "1001",
                           "-1000.5", "1e9", "0x3", "2,5"}) {
    CAPTURE(text);
    CHECK(Wrong("spam", {{"score", text}}) != "");
  }
  CHECK(Wrong("spam", {}).find("score is missing") != std::string::npos);
  CHECK(Wrong("spam", {{"score", "1"}, {"score", "2"}}) != "");
  CHECK(Wrong("spam", {{"score", std::nullopt}}) != "");
}

TEST_CASE("an exception names findings") {
  CHECK(Meaning("exceptions", {{"except", "A b"}, {"except", "C"}}).except ==
        std::vector<std::string>{"A b", "C"});
  CHECK(Wrong("exceptions", {}).find("except is missing") !=
        std::string::npos);
  CHECK(Wrong("exceptions", {{"except", ""}}) != "");
  CHECK(Wrong("exceptions", {{"except", "a\rb"}}) != "");
  CHECK(Wrong("exceptions", {{"except", std::nullopt}}) != "");
  CHECK(Meaning("virus", {{"except", "A"}}).except.empty());
}

TEST_CASE("there are three sets") {
  for (const YaraSet set : kYaraSets) CHECK(ParseYaraSet(Name(set)) == set);
  CHECK(Wrong("viruses", {}) != "");
  CHECK(Wrong("", {}) != "");
}

}  // namespace sallyport
