#include "admin/notify_down.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace sallyport::test {
namespace {

constexpr int64_t kBegin = 1763719200;  // 2025-11-21T10:00:00Z

WallTime After(int64_t seconds) {
  return WallTime{(kBegin + seconds) * 1000000};
}

/// A line of messages.log so many seconds later.
LogRow Row(int64_t seconds, const std::string& scanners,
           const std::string& finding = "-", int64_t total_ms = 0) {
  return LogRow({{"time", LogTime(After(seconds))},
                 {"scanners", scanners},
                 {"finding", finding},
                 {"total_ms", std::to_string(total_ms)}});
}

class Watch {
 public:
  void See(const LogRow& row) { WatchScanners(row, &troubles); }
  std::string Alerts(int64_t seconds,
                     const std::vector<std::string>& required = {"clamd"}) {
    std::string text;
    for (const ScannerAlert& alert :
         TakeAlerts(required, 300, After(seconds), &rate, &troubles))
      text += (alert.back ? "back " : "down ") + alert.scanner + " " +
              std::to_string(alert.trouble.failures) + ";";
    return text;
  }
  ScannerTroubles troubles;
  NoticeRate rate;
};

TEST_CASE("down is what failed for five minutes without a success") {
  Watch watch;
  watch.See(Row(0, "policy:clean:1:p,clamd:unscanned:60:", "clamd: refused"));
  CHECK(watch.Alerts(299) == "");
  watch.See(Row(200, "policy:clean:1:p,clamd:unscanned:60:"));
  CHECK(watch.troubles.at("clamd").reason == "refused");
  CHECK(watch.Alerts(300) == "down clamd 2;");
  CHECK(watch.Alerts(301) == "");
  CHECK(watch.Alerts(10000) == "");
}

TEST_CASE("the time that counts is the end of the first failed message") {
  Watch watch;
  watch.See(Row(0, "clamd:unscanned:60:", "-", 60000));
  CHECK(watch.Alerts(359) == "");
  CHECK(watch.Alerts(360) == "down clamd 1;");
}

TEST_CASE("a success in between begins anew, what was skipped says nothing") {
  Watch watch;
  watch.See(Row(0, "clamd:unscanned:1:"));
  watch.See(Row(100, "clamd:skipped:0:"));
  CHECK(watch.troubles.at("clamd").failures == 1);
  watch.See(Row(200, "clamd:found:1:ClamAV"));
  watch.See(Row(250, "clamd:unscanned:1:"));
  CHECK(watch.Alerts(400) == "");
  CHECK(watch.Alerts(550) == "down clamd 1;");
}

TEST_CASE("as long as it goes on failing it is told hourly") {
  Watch watch;
  watch.See(Row(0, "clamd:unscanned:1:"));
  CHECK(watch.Alerts(300) == "down clamd 1;");
  watch.See(Row(3000, "clamd:unscanned:1:"));
  CHECK(watch.Alerts(3899) == "");
  CHECK(watch.Alerts(3900) == "down clamd 2;");
  // No mail since: nothing is known.
  CHECK(watch.Alerts(7501) == "");
}

TEST_CASE("back is told once, if down was") {
  Watch watch;
  watch.See(Row(0, "clamd:unscanned:1:"));
  CHECK(watch.Alerts(300) == "down clamd 1;");
  watch.See(Row(310, "clamd:clean:1:ClamAV"));
  watch.See(Row(320, "clamd:clean:1:ClamAV"));
  CHECK(watch.troubles.at("clamd").back == kBegin + 310);
  CHECK(watch.Alerts(330) == "back clamd 1;");
  CHECK(watch.Alerts(340) == "");
  CHECK(watch.troubles.empty());
  watch.See(Row(400, "clamd:unscanned:1:"));
  watch.See(Row(410, "clamd:clean:1:"));
  CHECK(watch.Alerts(800) == "");
}

TEST_CASE("back and down again before anybody was told is still down") {
  Watch watch;
  watch.See(Row(0, "clamd:unscanned:1:"));
  CHECK(watch.Alerts(300) == "down clamd 1;");
  watch.See(Row(310, "clamd:clean:1:"));
  watch.See(Row(320, "clamd:unscanned:1:"));
  CHECK(watch.Alerts(330) == "");
  watch.See(Row(340, "clamd:clean:1:"));
  CHECK(watch.Alerts(350) == "back clamd 1;");
}

TEST_CASE("one that goes up and down is told a few times an hour") {
  Watch watch;
  int told = 0;
  for (int64_t i = 0; i < 8; ++i) {
    watch.See(Row(i * 400, "clamd:unscanned:1:"));
    if (watch.Alerts(i * 400 + 301).starts_with("down")) ++told;
    watch.See(Row(i * 400 + 310, "clamd:clean:1:"));
    watch.Alerts(i * 400 + 320);
  }
  CHECK(told == 3);
}

TEST_CASE("an optional scanner, and one that is gone, is nobody's alert") {
  Watch watch;
  watch.See(Row(0, "spamd:unscanned:1:,old:unscanned:1:"));
  CHECK(watch.Alerts(1000) == "");
  CHECK(watch.troubles.empty());
}

TEST_CASE("what is malformed in a log says nothing") {
  Watch watch;
  for (const char* scanners : {"-", "", "clamd", ":unscanned:1:", "\\q",
                               "clamd:unscanned\\"})
    watch.See(Row(0, scanners));
  CHECK(watch.troubles.empty());
}

}  // namespace
}  // namespace sallyport::test
