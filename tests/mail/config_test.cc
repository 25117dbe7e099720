// config.cdb as its readers see it: values of each type, and that whatever is
// missing or wrong is remembered.

#include "mail/config.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "tests/mail/config_file.h"

namespace sallyport {

using test::ConfigFile;
using test::ConfigValues;

namespace {

const std::string kNul(1, '\0');

/// What broken() names after one read.
template <typename Read>
std::string BrokenBy(const std::string& value, Read read) {
  const ConfigFile file(ConfigValues{{"key", value}});
  Config config = file.Open();
  read(&config);
  return config.broken();
}

}  // namespace

TEST_CASE("values of each type") {
  const ConfigFile file({{"text", "a b"},
                         {"empty", ""},
                         {"number", "-42"},
                         {"score", "7.5"},
                         {"yes", "1"},
                         {"no", "0"},
                         {"list", "a" + kNul + kNul + "b c" + kNul}});
  Config config = file.Open();
  CHECK(config.Text("text") == "a b");
  CHECK(config.Text("empty") == "");
  CHECK(config.Number("number") == -42);
  CHECK(config.Score("score") == 7.5);
  CHECK(config.Flag("yes"));
  CHECK_FALSE(config.Flag("no"));
  CHECK(config.List("list") == std::vector<std::string>{"a", "", "b c"});
  CHECK(config.List("empty").empty());
  CHECK(config.broken() == "");
}

TEST_CASE("a missing key breaks the configuration, a look-up does not") {
  const ConfigFile file(ConfigValues{{"key", "1"}});
  Config config = file.Open();
  CHECK_FALSE(config.Find("none"));
  CHECK(config.Find("key") == "1");
  CHECK(config.broken() == "");
  CHECK(config.Text("none") == "");
  CHECK(config.broken() == "none");
  config.Number("other");
  CHECK(config.broken() == "none");  // the first stays
}

TEST_CASE("a missing key of any type breaks the configuration") {
  const ConfigFile file({});
  const auto broken = [&file](auto read) {
    Config config = file.Open();
    read(&config);
    return config.broken();
  };
  CHECK(broken([](Config* c) { c->Number("a"); }) == "a");
  CHECK(broken([](Config* c) { c->Score("b"); }) == "b");
  CHECK(broken([](Config* c) { c->Flag("c"); }) == "c");
  CHECK(broken([](Config* c) { c->List("d"); }) == "d");
}

TEST_CASE("a value that does not parse breaks the configuration") {
  for (const char* wrong :
       {"", "x", "1x", " 1", "1 ", "+1", "1.5", "0x1", "99999999999999999999"})
    CHECK(BrokenBy(wrong, [](Config* c) { c->Number("key"); }) == "key");
  for (const char* wrong : {"", "x", "1x", " 1", "1,5"})
    CHECK(BrokenBy(wrong, [](Config* c) { c->Score("key"); }) == "key");
  for (const char* wrong : {"", "2", "true", "00", "10"})
    CHECK(BrokenBy(wrong, [](Config* c) { c->Flag("key"); }) == "key");
  CHECK(BrokenBy("a", [](Config* c) { c->List("key"); }) == "key");
  CHECK(BrokenBy("a" + kNul + "b", [](Config* c) { c->List("key"); }) == "key");
}

TEST_CASE("a file of another format, or of none, is refused") {
  CHECK(Config::Open(ConfigFile({}).directory().fd()).ok());
  CHECK_FALSE(Config::Open(ConfigFile({}, "2").directory().fd()).ok());
  CHECK_FALSE(Config::Open(ConfigFile({}, "").directory().fd()).ok());
  const test::TemporaryDirectory place;
  CHECK_FALSE(Config::Open(place.fd()).ok());
  for (const std::string& bytes :
       {std::string(), std::string("text"), std::string(2048, '\xFF'),
        std::string(100000, 'x')}) {
    place.Write("config.cdb", bytes);
    CHECK_FALSE(Config::Open(place.fd()).ok());
  }
}

TEST_CASE("a file that was cut is refused or lacks keys, and never lies") {
  const ConfigFile file({{"key", "value"}, {"other", std::string(50, 'x')}});
  const std::string bytes = file.directory().Read("config.cdb");
  // Of the 2048 bytes of pointers in front a few places are enough.
  for (size_t size = 0; size < bytes.size(); size += size < 2048 ? 64 : 1) {
    file.directory().Write("config.cdb", bytes.substr(0, size));
    Result<Config> config = Config::Open(file.directory().fd());
    if (!config.ok()) continue;
    const std::optional<std::string_view> value = config.value().Find("key");
    CHECK((!value || *value == "value"));
  }
}

TEST_CASE("a configuration can be moved") {
  const ConfigFile file(ConfigValues{{"key", "1"}});
  Config first = file.Open();
  first.Text("none");
  Config second(std::move(first));
  CHECK(second.Number("key") == 1);
  CHECK(second.broken() == "none");
}

TEST_CASE("the scanners that have a program, by name") {
  const ConfigFile file({{"scanner.clamd.program", "/x"},
                         {"scanner.a.program", ""},
                         {"scanner.b.seconds", "1"},
                         {"scanners", ""}});
  const Config config = file.Open();
  CHECK(config.ScannerNames() == std::vector<std::string>{"a", "clamd"});
}

TEST_CASE("lists read back") {
  for (const std::vector<std::string>& items :
       {std::vector<std::string>{}, {""}, {"a"}, {"a", "", "b"}}) {
    const auto back = ParseConfigList(FormatConfigList(items));
    REQUIRE(back);
    CHECK(*back == items);
  }
}

TEST_CASE("lengths of a damaged file that lead back are no endless loop") {
  const ConfigFile file(ConfigValues{{"spool", "/x"}});
  // Behind 2048 bytes of tables: two lengths, "format", "1"; two lengths,
  // "spool", "/x". The length of the last value leads back to its record.
  constexpr off_t kValueLength = 2048 + 8 + 7 + 4;
  constexpr uint32_t kBack = 0U - (8 + 5);
  const Fd bytes(::open(file.directory().Path("config.cdb").c_str(),
                        O_WRONLY | O_CLOEXEC));
  REQUIRE(::pwrite(bytes.get(), &kBack, sizeof kBack, kValueLength) ==
          sizeof kBack);
  const Config config = file.Open();
  ::alarm(20);
  CHECK(config.ScannerNames().empty());
  ::alarm(0);
}

}  // namespace sallyport
