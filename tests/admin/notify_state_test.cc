#include "admin/notify_state.h"

#include <doctest/doctest.h>

#include <string>

namespace sallyport::test {
namespace {

using namespace std::string_literals;

NotifyState Full() {
  NotifyState state;
  state.logs["viruses.log"] = {7, 8000000000, "ab", "2026", "2025"};
  state.logs["messages.log"] = {0, 0, "", "", ""};
  HeldNews news;
  news.id = "20261121.1";
  news.subject = "tab\there\n-\xff";
  news.sender = "-";
  news.since = 12;
  state.waiting.push_back(news);
  state.rate.made = {{5, "a b@c"}, {6, "-"}};
  state.rate.untold["x\ty"] = 9;
  state.scanners["clamd"] = {1, 2, 3, 4, 5, "no\nanswer"};
  state.digest = {3, 4000000000};
  Notice notice;
  notice.kind = NoticeKind::kDigest;
  notice.to = "user@example.com";
  notice.language = "de";
  notice.since = 99;
  notice.doubts = 1;
  notice.digest = {2, 77};
  notice.fields = {{"subject", "due\n"}, {"empty", ""}};
  state.due.push_back(notice);
  return state;
}

TEST_CASE("the state is read as it was written") {
  const std::string text = FormatNotifyState(Full());
  Result<NotifyState> read = ParseNotifyState(text);
  REQUIRE(read.ok());
  const NotifyState& state = read.value();
  CHECK(FormatNotifyState(state) == text);
  CHECK(state.logs == Full().logs);
  REQUIRE(state.waiting.size() == 1);
  CHECK(state.waiting[0].subject == "tab\there\n-\xff");
  CHECK(state.waiting[0].sender == "-");
  CHECK(state.rate.made == Full().rate.made);
  CHECK(state.rate.untold == Full().rate.untold);
  CHECK(state.scanners.at("clamd").reason == "no\nanswer");
  CHECK(state.scanners.at("clamd").back == 5);
  CHECK(state.digest.bytes == 4000000000);
  REQUIRE(state.due.size() == 1);
  CHECK(state.due[0].kind == NoticeKind::kDigest);
  CHECK(state.due[0].doubts == 1);
  CHECK(state.due[0].digest.bytes == 77);
  CHECK(state.due[0].fields == Full().due[0].fields);
  CHECK(ParseNotifyState(FormatNotifyState({})).ok());
}

TEST_CASE("a state that is cut anywhere is damaged") {
  const std::string text = FormatNotifyState(Full());
  for (size_t size = 0; size < text.size(); ++size) {
    CAPTURE(size);
    CHECK(!ParseNotifyState(text.substr(0, size)).ok());
  }
}

TEST_CASE("a state with a line that is none is damaged") {
  const std::string text = FormatNotifyState(Full());
  const size_t behind = text.find('\n') + 1;
  for (const char* line :
       {"unknown\tx\ty", "", "made\tx\ty", "made\t1", "made\t1\ta\tb",
        "log\tx\t1\t2\t3\t4", "log\tx\t-1\t2\t3\t4\t5",
        "due\tnobody\ta\ten\t1\t0\t1"
        "\t0", "due\tdown\ta\ten\t1\t0\t1\t0\tname", "waiting\t1\ta",
        "scanner\ta\t1\t2\t3\t4\t5", "digest\t1", "untold\ta\tx",
        "made\t1\t\\q", "end"}) {
    CAPTURE(line);
    const std::string damaged =
        text.substr(0, behind) + line + "\n" + text.substr(behind);
    CHECK(!ParseNotifyState(damaged).ok());
  }
  CHECK(!ParseNotifyState("sallyport-notify\t2" +
                          text.substr(behind - 1)).ok());
}

}  // namespace
}  // namespace sallyport::test
