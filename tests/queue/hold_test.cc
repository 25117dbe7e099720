// Holding: what is kept is whole and carries our mark, is kept once, and what
// does not fit is refused or deferred, never lost.

#include <doctest/doctest.h>

#include <algorithm>

#include "base/escape.h"
#include "base/io.h"
#include "mail/quarantine_block.h"
#include "queue/quarantine.h"
#include "tests/queue/gate_site.h"

namespace sallyport {

using test::ConfigValues;
using test::GateSite;

namespace {

const std::string kMessage = std::string("Received: x\nFrom: a\n\n\0\xFF", 23);
constexpr const char* kVirus = "engine\tE 1\nvirus\tEicar\t1\n";
constexpr const char* kSpam = "spam\t12\tBAYES\n";
const std::vector<std::string> kTwo = {"a@example.com", "b@example.org"};

/// A log of the spool without its first line; "" where there is none.
std::string Log(const GateSite& site, const std::string& name) {
  if (!site.spool().Exists("log/" + name)) return "";
  const std::string text = site.spool().Read("log/" + name);
  return text.substr(text.find('\n') + 1);
}

size_t Lines(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("a refused virus is held whole, under our mark") {
  GateSite site(kVirus);
  const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
  const std::optional<Ending> ending = Hold(gate.get());
  REQUIRE(ending);
  CHECK(ending->code == ExitCode::kRefused);
  CHECK(ending->client_text == "Drefused [id0]");
  CHECK(ending->action == "hold+reject");
  REQUIRE(site.Held(".virus").size() == 1);
  const std::string file = site.ReadHeld(".virus");
  const Result<QuarantineBlock> block = ParseQuarantineBlock(file);
  REQUIRE(block.ok());
  CHECK(MarkIsValid(block.value(), {"k1", test::kQuarantineKey}));
  CHECK(file.substr(block.value().block_bytes) == kMessage);
  const HeldMessage& held = block.value().held;
  CHECK(held.id == "id0");
  CHECK(held.sender == "s@example.net");
  CHECK(held.recipients == kTwo);
  CHECK(held.bytes == kMessage.size());
  REQUIRE(held.findings.size() == 1);
  CHECK(held.findings[0].name == "Eicar");
  CHECK(held.parts.size() == 2);
  CHECK(site.Held(".virus")[0].ends_with(",S=" + std::to_string(file.size())));
}

TEST_CASE("every held message has its line in viruses.log") {
  GateSite site(kVirus);
  const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
  Hold(gate.get());
  const std::string log = Log(site, "viruses.log");
  CHECK(Lines(log) == 1);
  CHECK(log.find("\tEicar\t1\tname\thouse\tE 1\t.virus\t") !=
        std::string::npos);
  CHECK(log.find("\ta subject\thold+reject\tvirus\t") != std::string::npos);
}

TEST_CASE("what is held for all is accepted") {
  GateSite site(kSpam);
  const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
  const std::optional<Ending> ending = Hold(gate.get());
  REQUIRE(ending);
  CHECK(ending->code == ExitCode::kAccepted);
  CHECK(ending->client_text == "");
  CHECK(ending->action == "hold");
  CHECK(site.Held(".spam").size() == 1);
}

TEST_CASE("the same delivery again is held once, and logged again") {
  GateSite site(kVirus);
  for (int i = 0; i < 3; ++i) {
    const std::unique_ptr<Gate> gate = site.Receive(
        "Received: " + std::to_string(i) + "\nFrom: a\n\nbody\n", kTwo);
    CHECK(Hold(gate.get())->code == ExitCode::kRefused);
  }
  CHECK(site.Held(".virus").size() == 1);
  CHECK(Lines(Log(site, "viruses.log")) == 3);
  const std::unique_ptr<Gate> other =
      site.Receive("Received: 4\nFrom: a\n\nbody\n", {"c@example.com"});
  Hold(other.get());
  CHECK(site.Held(".virus").size() == 2);
}

TEST_CASE("what was read or flagged by a person is still held") {
  GateSite site(kVirus);
  Hold(site.Receive(kMessage, kTwo).get());
  const std::string name = site.Held(".virus").at(0);
  const std::string folder = "quarantine/.virus/";
  std::filesystem::rename(site.spool().Path(folder + "new/" + name),
                          site.spool().Path(folder + "cur/" + name + ":2,FS"));
  Hold(site.Receive(kMessage, kTwo).get());
  CHECK(site.Held(".virus").empty());
}

TEST_CASE("what a mail reader gave keywords is still held") {
  GateSite site(kVirus);
  Hold(site.Receive(kMessage, kTwo).get());
  const std::string name = site.Held(".virus").at(0);
  const std::string folder = "quarantine/.virus/";
  std::string before = folder + "new/" + name;
  const std::string bytes = site.ReadHeld(".virus");
  for (const char* flags :
       {":2,a", ":2,Sa", ":2,FSbcz", ":2,abcdefgh", ":2,"}) {
    const std::string after = folder + "cur/" + name + flags;
    std::filesystem::rename(site.spool().Path(before),
                            site.spool().Path(after));
    // Another one's, of the same size.
    site.Write(folder + "cur/" + name + "0:2,Sa", bytes);
    CHECK(Hold(site.Receive(kMessage, kTwo).get())->code ==
          ExitCode::kRefused);
    CHECK(site.Held(".virus").empty());
    before = after;
  }
  std::filesystem::remove(site.spool().Path(before));
  Hold(site.Receive(kMessage, kTwo).get());
  CHECK(site.Held(".virus").size() == 1);
  Hold(site.Receive(kMessage, kTwo).get());
  CHECK(site.Held(".virus").size() == 1);
}

TEST_CASE("what is gone, or no longer whole, is held again") {
  GateSite site(kVirus);
  Hold(site.Receive(kMessage, kTwo).get());
  const std::string file =
      site.spool().Path("quarantine/.virus/new/" + site.Held(".virus").at(0));
  std::filesystem::remove(file);
  Hold(site.Receive(kMessage, kTwo).get());
  REQUIRE(site.Held(".virus").size() == 1);
  const std::string again = "quarantine/.virus/new/" + site.Held(".virus")[0];
  std::filesystem::resize_file(site.spool().Path(again), 10);
  Hold(site.Receive(kMessage, kTwo).get());
  CHECK(site.Held(".virus").size() == 2);
}

TEST_CASE("at a cap a refusal keeps nothing, and a hold defers") {
  for (const char* cap : {"quarantine.max_items", "quarantine.max_bytes"}) {
    GateSite virus(kVirus, {{cap, "0"}});
    const std::unique_ptr<Gate> refused = virus.Receive(kMessage, kTwo);
    const std::optional<Ending> ending = Hold(refused.get());
    REQUIRE(ending);
    CHECK(ending->code == ExitCode::kRefused);
    CHECK(ending->action == "reject");
    CHECK(virus.Held(".virus").empty());
    CHECK(Lines(Log(virus, "viruses.log")) == 1);
    GateSite spam(kSpam, {{cap, "0"}});
    const std::unique_ptr<Gate> deferred = spam.Receive(kMessage, kTwo);
    const std::optional<Ending> later = Hold(deferred.get());
    REQUIRE(later);
    CHECK(later->code == ExitCode::kDeferred);
    CHECK(later->client_text == "Zlater [id0]");
    CHECK(spam.Held(".spam").empty());
  }
}

TEST_CASE("room for what could not be kept is given back") {
  GateSite site(kVirus,
                {{"quarantine.max_items", "1"}, {"quarantine.same", "1"}});
  const std::string parts = site.spool().Path("quarantine/.virus/new");
  std::filesystem::rename(parts, parts + ".away");
  CHECK(Hold(site.Receive(kMessage, kTwo).get())->code == ExitCode::kWrite);
  std::filesystem::rename(parts + ".away", parts);
  CHECK(Hold(site.Receive(kMessage, kTwo).get())->action == "hold+reject");
  CHECK(site.Held(".virus").size() == 1);
}

TEST_CASE("a message has room for all its items, or takes none") {
  GateSite site(kSpam, {{"quarantine.max_items", "2"}});
  const auto hold = [&site](const std::string& recipient, size_t items) {
    const std::unique_ptr<Gate> gate = site.Receive(kMessage, {recipient});
    HeldItem item = gate->decision.items.at(0);
    constexpr Category kOthers[] = {Category::kVirus, Category::kPolicy};
    for (size_t i = 1; i < items; ++i) {
      item.category = kOthers[i - 1];
      gate->decision.items.push_back(item);
    }
    return Hold(gate.get())->code;
  };
  CHECK(hold("a", 3) == ExitCode::kDeferred);
  CHECK(site.Held(".spam").empty());
  CHECK(hold("b", 2) == ExitCode::kAccepted);
  CHECK(site.Held(".spam").size() == 1);
  CHECK(site.Held(".virus").size() == 1);
  CHECK(hold("c", 1) == ExitCode::kDeferred);
}

TEST_CASE("the slot is free when a hold is told of") {
  for (const char* answer : {kVirus, kSpam}) {
    GateSite site(answer);
    const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
    CHECK(Hold(gate.get()));
    CHECK(gate->slot->lock() < 0);
  }
  GateSite clean("");
  const std::unique_ptr<Gate> gate = clean.Receive(kMessage, kTwo);
  CHECK_FALSE(Hold(gate.get()));
  CHECK(gate->slot->lock() >= 0);
}

TEST_CASE("identical finds are held up to their cap") {
  GateSite site(kSpam, {{"quarantine.same", "2"}});
  std::vector<ExitCode> codes;
  for (int i = 0; i < 3; ++i)
    codes.push_back(
        Hold(site.Receive(kMessage, {std::to_string(i)}).get())->code);
  CHECK(codes == std::vector<ExitCode>{ExitCode::kAccepted, ExitCode::kAccepted,
                                       ExitCode::kDeferred});
  CHECK(site.Held(".spam").size() == 2);
}

TEST_CASE("what cannot be kept is a temporary failure") {
  for (const char* gone : {"keys/k1", "quarantine/.virus/new", "quarantine"}) {
    GateSite site(kVirus);
    const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
    std::filesystem::remove_all(site.spool().Path(gone));
    const std::optional<Ending> ending = Hold(gate.get());
    REQUIRE(ending);
    CHECK(ending->code == ExitCode::kWrite);
    CHECK(ending->client_text == "");
    CHECK(ending->action == "defer");
  }
  GateSite site(kVirus);
  site.Write("keys/k1", "\n");
  CHECK(Hold(site.Receive(kMessage, kTwo).get())->code == ExitCode::kWrite);
}

TEST_CASE("without the table and the logs a message is held all the same") {
  for (const char* gone : {"state", "log"}) {
    GateSite site(kVirus);
    const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
    std::filesystem::remove_all(site.spool().Path(gone));
    CHECK(Hold(gate.get())->code == ExitCode::kRefused);
    CHECK(site.Held(".virus").size() == 1);
  }
}

TEST_CASE("what is handed on is not held, but may be copied") {
  GateSite site("",
                {{"quarantine.archive", FormatConfigList({"example.org"})}});
  const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
  CHECK_FALSE(Hold(gate.get()));
  REQUIRE(ArchiveMessage(gate.get()).ok());
  REQUIRE(site.Held(".archive").size() == 1);
  const Result<QuarantineBlock> block =
      ParseQuarantineBlock(site.ReadHeld(".archive"));
  REQUIRE(block.ok());
  CHECK(block.value().held.archived);
  CHECK(block.value().held.recipients == kTwo);
  const std::unique_ptr<Gate> other = site.Receive(kMessage, {"x@example.com"});
  REQUIRE(ArchiveMessage(other.get()).ok());
  CHECK(site.Held(".archive").size() == 1);
}

TEST_CASE("an archive that is full stops no mail") {
  for (const char* cap :
       {"quarantine.archive_items", "quarantine.archive_bytes"}) {
    GateSite site("", {{"quarantine.archive", FormatConfigList({"all"})},
                       {cap, "1"}});
    const bool of_items = std::string(cap).ends_with("items");
    for (int i = 0; i < 3; ++i) {
      const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
      CHECK(ArchiveMessage(gate.get()).ok());
      CHECK(site.Held(".archive").size() == (of_items ? 1 : 0));
    }
  }
}

TEST_CASE("a full archive leaves room to hold, and the other way round") {
  const ConfigValues values = {
      {"quarantine.archive", FormatConfigList({"all"})},
      {"quarantine.archive_items", "1"},
      {"quarantine.max_items", "1"}};
  GateSite site(kVirus, values);
  for (int i = 0; i < 2; ++i) {
    const std::unique_ptr<Gate> gate =
        site.Receive(kMessage, {std::to_string(i)});
    CHECK(ArchiveMessage(gate.get()).ok());
    CHECK(Hold(gate.get())->action == (i == 0 ? "hold+reject" : "reject"));
  }
  CHECK(site.Held(".archive").size() == 1);
  CHECK(site.Held(".virus").size() == 1);
}

TEST_CASE("a copy that cannot be written is a failure, and takes no room") {
  GateSite site("", {{"quarantine.archive", FormatConfigList({"all"})},
                     {"quarantine.archive_items", "1"}});
  const std::string parts = site.spool().Path("quarantine/.archive/new");
  std::filesystem::rename(parts, parts + ".away");
  CHECK_FALSE(ArchiveMessage(site.Receive(kMessage, kTwo).get()).ok());
  std::filesystem::rename(parts + ".away", parts);
  CHECK(ArchiveMessage(site.Receive(kMessage, kTwo).get()).ok());
  CHECK(site.Held(".archive").size() == 1);
  std::filesystem::remove(site.spool().Path("keys/k1"));
  CHECK_FALSE(ArchiveMessage(site.Receive(kMessage, kTwo).get()).ok());
}

TEST_CASE("without the table a copy is made all the same") {
  GateSite site("", {{"quarantine.archive", FormatConfigList({"all"})}});
  const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
  std::filesystem::remove_all(site.spool().Path("state"));
  CHECK(ArchiveMessage(gate.get()).ok());
  CHECK(site.Held(".archive").size() == 1);
}

TEST_CASE("copies are counted apart from holds, releases with them") {
  GateSite site("");
  const std::unique_ptr<Gate> gate = site.Receive(kMessage, kTwo);
  site.Write("quarantine/.archive/new/1.a,S=5", "");
  CHECK(CountFiles(gate.get(), Store::kHolds)->items == 0);
  CHECK(CountFiles(gate.get(), Store::kCopies)->items == 1);
  CHECK(CountFiles(gate.get(), Store::kCopies)->bytes == 5);
  site.Write("quarantine/.released/cur/1.a,S=5:2,S", "");
  site.Write("quarantine/.virus/new/1.b,S=7", "");
  site.Write("quarantine/.virus/tmp/1.c,S=9", "");
  CHECK(CountFiles(gate.get(), Store::kHolds)->items == 2);
  CHECK(CountFiles(gate.get(), Store::kHolds)->bytes == 12);
  std::filesystem::remove_all(site.spool().Path("quarantine/.spam"));
  CHECK_FALSE(CountFiles(gate.get(), Store::kHolds));
  CHECK(CountFiles(gate.get(), Store::kCopies));
}

}  // namespace sallyport
