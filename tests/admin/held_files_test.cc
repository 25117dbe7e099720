// list, show and cat: what is found, what is said of it, and that nothing in
// a file is believed before its mark is right.

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "admin/action_log.h"
#include "admin/caller_name.h"
#include "admin/held_message.h"
#include "base/escape.h"
#include "base/fd.h"
#include "base/io.h"
#include "mail/message_log.h"
#include "mail/release_mark.h"
#include "tests/admin/held_site.h"
#include "tests/base/forked.h"

namespace sallyport::test {
namespace {

using namespace std::string_literals;

const std::string kId = HeldSpec().held.id;

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : Split(text, '\n'))
    lines.emplace_back(line);
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

HeldSpec At(const std::string& time, const std::string& id, Category category) {
  HeldSpec spec;
  spec.held.time = ParseLogTime(time).value();
  spec.held.id = id;
  spec.held.category = category;
  return spec;
}

TEST_CASE("list: newest first, tab-delimited, the first line names columns") {
  HeldSite site;
  const std::string oldest =
      site.Hold(At("2026-11-19T10:00:00.000Z", "A.1", Category::kVirus));
  site.Hold(At("2026-11-21T10:00:00.000Z", "C.3", Category::kSpam));
  site.Hold(At("2026-11-20T10:00:00.000Z", "B.2", Category::kPolicy));
  const CommandOutcome all = site.List();
  REQUIRE(all.code == kDone);
  const std::vector<std::string> lines = Lines(all.output);
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] ==
        "time\tid\tstate\tfolder\tcategory\tfinding\tsender\trecipients\t"
        "bytes\tfile");
  CHECK(lines[1].starts_with("2026-11-21T10:00:00.000Z\tC.3\theld\tspam\t"));
  CHECK(lines[2].starts_with("2026-11-20T10:00:00.000Z\tB.2\theld\tpolicy\t"));
  CHECK(lines[3] ==
        "2026-11-19T10:00:00.000Z\tA.1\theld\tvirus\tvirus\t"
        "Eicar-Test-Signature\tsender@example.net\t"
        "one@example.com,two@example.com\t22\t" +
            oldest.substr(oldest.rfind('/') + 1));
  CHECK(Lines(site.List({"--limit", "2"}).output).size() == 3);
  CHECK(Lines(site.List({"--folder", "spam"}).output).size() == 2);
  CHECK(Lines(site.List({"--folder", ".virus"}).output).size() == 2);
  CHECK(Lines(site.List({"--folder", "inbox"}).output).size() == 1);
  for (const char* folder : {"nosuch", "../keys", ".", "..", "/", ".virus/x"})
    CHECK(site.List({"--folder", folder}).code == kFailed);
  for (const char* count : {"0", "-1", "1x", "", "010", "99999999999999999999"})
    CHECK(site.List({"--limit", count}).code == kUsage);
}

TEST_CASE("list: the state of each") {
  HeldSite site;
  std::string place = site.Hold();
  const std::string name = place.substr(place.find('/'));
  const auto state = [&site] {
    return std::string(Split(Lines(site.List().output).at(1), '\t').at(2));
  };
  CHECK(state() == "held");
  site.Rename(place, ".released" + WithReleaseMark(name));
  CHECK(state() == "releasing");
  site.Rename(".released" + WithReleaseMark(name), ".released" + name);
  CHECK(state() == "released");
  site.Rename(".released" + name, ".deleted" + name);
  CHECK(state() == "deleted");
  site.Rename(".deleted" + name, ".archive" + name);
  CHECK(state() == "archive");
}

TEST_CASE("list: what is not ours is unmarked, and nothing of it is shown") {
  HeldSite site;
  const std::string place = site.Hold();
  const std::string file = site.Read(place);
  std::string forged = file;
  forged.replace(forged.find("two@"), 4, "foe@");
  site.Write(place, forged);
  site.Write(".spam/cur/17\x1b[2J:2,S", "Subject: x\n\ny\n");
  REQUIRE(::mkfifo(site.Path("spool/quarantine/.error/new/fifo").c_str(),
                   0600) == 0);
  std::filesystem::create_symlink(
      "/etc/passwd", site.Path("spool/quarantine/.error/new/link"));
  const CommandOutcome outcome = site.List();
  CHECK(outcome.code == kDone);
  const std::vector<std::string> lines = Lines(outcome.output);
  REQUIRE(lines.size() == 5);
  CHECK(lines[1] == "-\t-\tunmarked\tvirus\t-\t-\t-\t-\t" +
                        std::to_string(file.size()) + "\t" +
                        place.substr(place.rfind('/') + 1));
  CHECK(lines[2] == "-\t-\tunmarked\tspam\t-\t-\t-\t-\t14\t17\\x1b[2J:2,S");
  CHECK(lines[3] == "-\t-\tunmarked\terror\t-\t-\t-\t-\t0\tlink");
  CHECK(lines[4] == "-\t-\tunmarked\terror\t-\t-\t-\t-\t0\tfifo");
  CHECK(outcome.output.find("foe@") == std::string::npos);
}

TEST_CASE("hostile text is escaped in every output") {
  HeldSite site;
  HeldSpec spec;
  spec.held.sender = "a\x1b[2J@\xe2\x80\xae\xff.example";
  spec.held.findings[0].name = "Evil\tName\n\x07";
  spec.held.parts[1].name = "in\r\nvoice\xc2\x9b.exe";
  spec.held.scanners = {"odd\x1b]0;x"};
  site.Hold(spec);
  for (const CommandOutcome& outcome :
       {site.List(), site.List({"--json"}), site.Show({kId}),
        site.Show({kId, "--json"})}) {
    CHECK(outcome.code == kDone);
    CHECK(outcome.output.find("\\x1b") != std::string::npos);
    for (const char* bad : {"\x1b", "\x07", "\r", "\xff", "\xe2\x80\xae",
                            "\xc2\x9b", "Evil\tName"})
      CHECK(outcome.output.find(bad) == std::string::npos);
  }
  CHECK(Lines(site.List().output).size() == 2);
}

TEST_CASE("list and show as JSON, one document a line") {
  HeldSite site;
  HeldSpec spec;
  spec.held.sender.clear();
  const std::string place = site.Hold(spec);
  site.Write(".spam/new/1", "foreign");
  const std::vector<std::string> lines = Lines(site.List({"--json"}).output);
  REQUIRE(lines.size() == 2);
  const auto held = nlohmann::json::parse(lines[0]);
  CHECK(held["state"] == "held");
  CHECK(held["id"] == kId);
  CHECK(held["sender"] == "");
  CHECK(held["recipients"][1] == "two@example.com");
  CHECK(held["bytes"] == 22);
  const auto foreign = nlohmann::json::parse(lines[1]);
  CHECK(foreign["state"] == "unmarked");
  CHECK(foreign["file"] == "1");
  CHECK_FALSE(foreign.contains("sender"));
  const auto shown = nlohmann::json::parse(site.Show({kId, "--json"}).output);
  CHECK(shown["file"] == place);
  CHECK(shown["mark_valid"] == true);
  CHECK(shown["bytes_right"] == true);
  CHECK(shown["findings"][0]["cause"] == "virus");
  CHECK(shown["parts"][1]["name"] == "eicar.com");
  CHECK(shown["key"] == site.Key().name);
}

TEST_CASE("show: everything in the block, in words") {
  HeldSite site;
  HeldSpec spec;
  spec.held.recipients.push_back("three@example.com");
  const std::string place = site.Hold(spec);
  const CommandOutcome outcome = site.Show({kId});
  CHECK(outcome.code == kDone);
  for (const std::string& line :
       {"file       " + place, "state      held"s,
        "mark       valid, by the key " + site.Key().name, "id         " + kId,
        "time       2026-11-21T10:00:00.123Z"s, "host       mx1.example.com"s,
        "relay      192.0.2.1"s, "sender     sender@example.net"s,
        "recipient  three@example.com"s, "category   virus"s,
        "finding    virus Eicar-Test-Signature in part 1, by clamd"s,
        "scanner    clamd: found in 12 ms, engine ClamAV 1.4/27000"s,
        "part       1: leaf \"eicar.com\" of part 0, text/plain, 68 bytes"s}) {
    CAPTURE(line);
    CHECK(outcome.output.find(line) != std::string::npos);
  }
  CHECK(outcome.output.find(", as the gate held them\n") != std::string::npos);
  site.Rename(place,
              ".released" + WithReleaseMark(place.substr(place.find('/'))));
  CHECK(site.Show({kId}).output.find("state      releasing: in doubt") !=
        std::string::npos);
}

TEST_CASE("show: a wrong mark and wrong bytes are told, exit 1") {
  HeldSite site;
  const std::string place = site.Hold();
  std::string file = site.Read(place);
  file.replace(file.find("Hello"), 5, "Hullo");
  site.Write(place, file);
  CommandOutcome outcome = site.Show({kId});
  CHECK(outcome.code == kFailed);
  CHECK(outcome.output.find("mark       valid") != std::string::npos);
  CHECK(outcome.output.find(", NOT RIGHT: ") != std::string::npos);
  file.replace(file.find("two@"), 4, "foe@");
  site.Write(place, file);
  outcome = site.Show({kId});
  CHECK(outcome.code == kFailed);
  CHECK(outcome.output.find("mark       NOT VALID: its mark is not") !=
        std::string::npos);
  CHECK(site.Show({"20261121.nosuch"}).code == kFailed);
}

TEST_CASE("cat: the sender's exact bytes, or an error") {
  HeldSite site;
  HeldSpec spec;
  spec.bytes = "Subject: x\r\n\r\nNUL \0 \xff end"s;
  SUBCASE("short") {}
  SUBCASE("long") {
    for (int i = 0; i < 300000; ++i) spec.bytes += std::to_string(i) + "\n";
  }
  const std::string place = site.Hold(spec);
  const std::string file = site.Read(place);
  const CommandOutcome outcome = site.Cat({kId});
  CHECK(outcome.code == kDone);
  CHECK((outcome.output == spec.bytes));
  CHECK((site.Cat({kId, "--held"}).output == file));
  std::string changed = file;
  changed.back() = 'X';
  site.Write(place, changed);
  const CommandOutcome wrong = site.Cat({kId});
  CHECK(wrong.code == kFailed);
  CHECK(wrong.errors.find("not what the gate held") != std::string::npos);
  changed.replace(changed.find("two@"), 4, "foe@");
  site.Write(place, changed);
  const CommandOutcome unmarked = site.Cat({kId});
  CHECK(unmarked.code == kFailed);
  CHECK(unmarked.output.empty());
  CHECK(unmarked.errors.find("--held prints") != std::string::npos);
  CHECK((site.Cat({kId, "--held"}).output == changed));
}

TEST_CASE("a message is found after a mail reader has moved it") {
  HeldSite site;
  const std::string place = site.Hold();
  site.Rename(place, ".spam/cur/1795255999.R2.other:2,S");
  CHECK(site.Show({kId}).output.find(".spam/cur/1795255999.R2.other:2,S") !=
        std::string::npos);
  CHECK(site.Show({kId, "--folder", "virus"}).code == kFailed);
  CHECK(site.Cat({kId, "--folder", "spam"}).code == kDone);
  site.Rename(".spam/cur/1795255999.R2.other:2,S", "new/1795255999.R3.other");
  CHECK(Lines(site.List({"--folder", "inbox"}).output).size() == 2);
  CHECK(site.Cat({kId}).code == kDone);
}

TEST_CASE("a long block is read as far as it goes, and no further") {
  HeldSite site;
  HeldSpec spec;
  for (int i = 0; i < 20000; ++i)
    spec.held.recipients.push_back("u" + std::to_string(i) + "@example.com");
  const std::string place = site.Hold(spec);
  CHECK(Lines(site.List().output)[1].find("u19999@example.com") !=
        std::string::npos);
  const std::string file = site.Read(place);
  site.Write(place, file.substr(0, 100000));
  CHECK(site.List().output.find("\tunmarked\tvirus\t") != std::string::npos);
}

TEST_CASE("an action is a line of its columns") {
  ActionLine line;
  line.time = ParseLogTime("2026-11-21T10:00:00.123Z").value();
  line.user = "al\tice";
  line.action = "release";
  line.id = kId;
  line.folder = "virus";
  line.recipients = {"a@b", "c,d@e"};
  line.result = "failed 53";
  const auto fields = ParseLogLine(kActionsColumns, FormatActionLine(line));
  REQUIRE(fields.ok());
  CHECK(fields.value().at("time") == "2026-11-21T10:00:00.123Z");
  CHECK(fields.value().at("user") == "al\\tice");
  CHECK(fields.value().at("action") == "release");
  CHECK(fields.value().at("id") == kId);
  CHECK(fields.value().at("folder") == "virus");
  CHECK(UnescapeList(fields.value().at("recipients")).value() ==
        line.recipients);
  CHECK(fields.value().at("result") == "failed 53");
}

TEST_CASE("the caller: login uid, then SUDO_USER, then the real uid") {
  CallerFacts facts;
  facts.real_uid = 0;
  CHECK(CallerName(facts) == "root");
  facts.real_uid = 3999999999U;
  CHECK(CallerName(facts) == "3999999999");
  facts.sudo_user = "alice";
  CHECK(CallerName(facts) == "alice");
  facts.login_uid = 0;
  CHECK(CallerName(facts) == "root");
  ::setenv("SUDO_USER", "bob", 1);
  CHECK(FindCaller(7).sudo_user == "bob");
  CHECK(FindCaller(7).real_uid == 7);
  ::setenv("SUDO_USER", std::string(5000, 'b').c_str(), 1);
  CHECK(FindCaller(7).sudo_user == std::string(256, 'b'));
  ::unsetenv("SUDO_USER");
  CHECK(FindCaller(7).sudo_user.empty());
}

TEST_CASE("the login uid is the kernel's word, where there was a login") {
  constexpr char kFile[] = "/proc/self/loginuid";
  constexpr char kNobody[] = "4294967295";
  constexpr int kSkipped = 77;
  std::string text = kNobody;
  std::ifstream(kFile) >> text;
  const std::optional<uid_t> login = FindCaller(7).login_uid;
  CHECK(login.has_value() == (text != kNobody));
  if (login) CHECK(std::to_string(*login) == text);
  Forked other([&] {
    const Fd file(::open(kFile, O_WRONLY | O_CLOEXEC));
    if (!WriteAll(file.get(), "4242").ok()) return kSkipped;
    return FindCaller(7).login_uid == uid_t{4242} ? 0 : 1;
  });
  const ChildEnd end = other.Wait();
  if (end.code == kSkipped)
    MESSAGE("skipped: this test needs the right to set a login uid");
  else
    CHECK(end.code == 0);
}

}  // namespace
}  // namespace sallyport::test
