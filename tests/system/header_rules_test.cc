// Rules on header fields, through the real box: what the unpacker's libraries
// would load files for, it must know by itself.

#include <doctest/doctest.h>

#include "tests/system/site.h"

namespace sallyport::test {

TEST_CASE("a header rule sees words in charsets that are not loaded") {
  Site site("[action]\npolicy = \"reject\"\n", R"([[rule]]
name = "subject"
category = "policy"
header.Subject = '^evil news$'
)");
  const auto action = [&site](const std::string& subject) {
    site.Send("From: a@b\nSubject: " + subject + "\n\nHello\n");
    return site.Log("messages.log").back().at("action");
  };
  CHECK(action("=?utf-7?Q?e+AHY-il_news?=") == "reject");
  CHECK(action("=?utf-7?Q?e+AHY-il?= news") == "reject");
  CHECK(action("=?utf-16be?B?AGUAdgBpAGwAIABuAGUAdwBz?=") == "reject");
  CHECK(action("=?utf-16le?B?ZQB2AGkAbAAgAG4AZQB3AHMA?=") == "reject");
  CHECK(action("=?cp037?B?haWJk0CVhaai?=") == "reject");
  CHECK(action("=?utf-7?Q?e+AHY-il_new?=") == "handoff");
}

}  // namespace sallyport::test
