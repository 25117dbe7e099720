// Who is believed what: every variable, from every caller.

#include "queue/callers.h"

#include <doctest/doctest.h>

#include "tests/mail/config_file.h"

namespace sallyport {

using test::ConfigFile;
using test::ConfigValues;

namespace {

constexpr uid_t kDaemon = 1001;  // of [callers] network
constexpr uid_t kSend = 1002;
constexpr uid_t kOther = 1003;

struct Judged {
  Caller caller;
  bool ok = false;
  std::string broken;
};

Judged Judge(uid_t uid, const CallersWords& words,
             const std::string& allow_none = "0") {
  const ConfigFile file(
      {{"callers.network", FormatConfigList({"1000", "1001"})},
       {"callers.send", "1002"},
       {"callers.allow_none", allow_none},
       {"scanner.clamd.program", "/x"},
       {"scanner.house.program", "/y"}});
  Config config = file.Open();
  Judged judged;
  judged.caller.uid = uid;
  judged.ok = JudgeCaller(words, &config, &judged.caller).ok();
  judged.broken = config.broken();
  return judged;
}

CallersWords Full() {
  CallersWords words;
  words.remote_ip = "192.0.2.1";
  words.relay_client = true;
  words.has_scanners = true;
  words.scanners = "policy";
  words.has_spam = true;
  words.spam = "off";
  return words;
}

CallersWords Scanners(std::string_view list) {
  CallersWords words;
  words.has_scanners = true;
  words.scanners = list;
  return words;
}

std::string Relay(std::string_view remote_ip) {
  CallersWords words;
  words.remote_ip = remote_ip;
  const Judged judged = Judge(kDaemon, words);
  CHECK(judged.ok);
  return judged.caller.relay;
}

}  // namespace

TEST_CASE("the SMTP server's user is believed") {
  const Judged judged = Judge(kDaemon, Full());
  CHECK(judged.ok);
  CHECK(judged.broken == "");
  CHECK(judged.caller.client_class == "relay");
  CHECK(judged.caller.relay == "192.0.2.1");
  CHECK(judged.caller.narrowing.spam_off);
  CHECK(judged.caller.narrowing.scanners_named);
  CHECK(judged.caller.narrowing.scanners == std::vector<std::string>{"policy"});
  CHECK_FALSE(judged.caller.narrowing.scan_nothing);
  CHECK_FALSE(judged.caller.is_send);
  const Judged plain = Judge(kDaemon, {});
  CHECK(plain.caller.client_class == "network");
  CHECK(plain.caller.relay == "");
  CHECK_FALSE(plain.caller.narrowing.spam_off);
  CHECK_FALSE(plain.caller.narrowing.scanners_named);
}

TEST_CASE("nobody else's environment is looked at") {
  for (const uid_t uid : {kOther, kSend, uid_t{0}, uid_t{100}}) {
    CallersWords words = Full();
    for (const char* scanners : {"policy", "none", "unknown", ""}) {
      words.scanners = scanners;
      words.spam = "on";
      const Judged judged = Judge(uid, words);
      CHECK(judged.ok);
      CHECK(judged.caller.client_class == "local");
      CHECK(judged.caller.relay == "");
      CHECK_FALSE(judged.caller.narrowing.spam_off);
      CHECK_FALSE(judged.caller.narrowing.scanners_named);
      CHECK_FALSE(judged.caller.narrowing.scan_nothing);
      CHECK(judged.caller.is_send == (uid == kSend));
    }
  }
}

TEST_CASE("a client's address has one plain form, or is none") {
  CHECK(Relay("192.0.2.1") == "192.0.2.1");
  CHECK(Relay("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(Relay("::FFFF:C000:201") == "192.0.2.1");
  CHECK(Relay("2001:DB8:0:0:0:0:0:1") == "2001:db8::1");
  CHECK(Relay("::1") == "::1");
  for (const char* none :
       {"", "unknown", "192.0.2", "192.0.2.1 ", "1.2.3.4.5", "192.0.2.256",
        "fe80::1%eth0", "[::1]", "\x1b[2J", "192.0.2.1\n"})
    CHECK(Relay(none) == "");
}

TEST_CASE("scanners are named by the names the configuration knows") {
  const Judged judged = Judge(kDaemon, Scanners("clamd,policy,house"));
  CHECK(judged.ok);
  CHECK(judged.caller.narrowing.scanners ==
        std::vector<std::string>{"clamd", "policy", "house"});
  for (const char* wrong :
       {"", ",", "clamd,", ",clamd", "clamd,,house", "Clamd", " clamd",
        "clamd house", "unknown", "clamd,unknown", "none,clamd", "clamd,none"})
    CHECK_FALSE(Judge(kDaemon, Scanners(wrong)).ok);
}

TEST_CASE("no scanner at all, only where that is allowed by name") {
  CHECK_FALSE(Judge(kDaemon, Scanners("none")).ok);
  const Judged allowed = Judge(kDaemon, Scanners("none"), "1");
  CHECK(allowed.ok);
  CHECK(allowed.caller.narrowing.scan_nothing);
  CHECK(allowed.caller.narrowing.scanners_named);
  CHECK_FALSE(Judge(kDaemon, Scanners(""), "1").ok);
  CHECK_FALSE(Judge(kDaemon, Scanners("NONE"), "1").ok);
}

TEST_CASE("spam can be switched off, and nothing else be said of it") {
  for (const char* wrong : {"", "on", "OFF", "off ", "0"}) {
    CallersWords words;
    words.has_spam = true;
    words.spam = wrong;
    CHECK_FALSE(Judge(kDaemon, words).ok);
  }
}

TEST_CASE("a configuration without its callers is broken") {
  const ConfigFile file(ConfigValues{{"callers.send", "1002"}});
  Config config = file.Open();
  Caller caller;
  static_cast<void>(JudgeCaller({}, &config, &caller).ok());
  CHECK(config.broken() == "callers.network");
}

}  // namespace sallyport
