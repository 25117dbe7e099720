// Slots: one message each, empty when taken and when freed, and free at once
// when their holder dies.

#include "state/slot.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cerrno>
#include <optional>
#include <set>

#include "tests/base/forked.h"
#include "tests/state/lane.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::Forked;
using test::Lane;
using test::Signpost;
using test::TemporaryDirectory;

namespace {

SlotHolder Holder() {
  return {"20261121.1", 4242, WallTime{1795255200123000}, 77, "192.0.2.1",
          4200};
}

}  // namespace

TEST_CASE("as many slots as the lane has, each once") {
  const Lane lane(3);
  std::vector<Slot> held;
  std::set<std::string> names;
  for (int i = 0; i < 3; ++i) {
    Result<Slot> slot = lane.Take();
    REQUIRE(slot.ok());
    CHECK(slot.value().lane() == "main");
    names.insert(slot.value().Name());
    held.push_back(std::move(slot.value()));
  }
  CHECK(names == std::set<std::string>{"main/0", "main/1", "main/2"});
  Result<Slot> fourth = lane.Take();
  REQUIRE_FALSE(fourth.ok());
  CHECK(fourth.error().err == EAGAIN);
  const std::string freed = held[1].Name();
  held[1].Release();
  Result<Slot> again = lane.Take();
  REQUIRE(again.ok());
  CHECK(again.value().Name() == freed);
}

TEST_CASE("a slot goes free with its object, and a moved one only once") {
  const Lane lane(1);
  {
    Result<Slot> slot = lane.Take();
    REQUIRE(slot.ok());
    const Slot moved(std::move(slot.value()));
    CHECK_FALSE(lane.Take().ok());
  }
  CHECK(lane.Take().ok());
}

TEST_CASE("a slot has its directories, and a text that says who has it") {
  const Lane lane(1);
  const mode_t before = ::umask(027);
  Result<Slot> slot = lane.Take(Holder());
  ::umask(before);
  REQUIRE(slot.ok());
  CHECK(lane.Names("0") == std::vector<std::string>{"parts", "scratch"});
  CHECK(lane.Mode("0") == 02750);
  CHECK(lane.Mode("0/parts") == 02750);
  CHECK(lane.Mode("0/scratch") == 02770);
  const Result<SlotHolder> holder = ParseSlotHolder(lane.Read("0.lock"));
  REQUIRE(holder.ok());
  CHECK(holder.value().id == "20261121.1");
  const size_t size = lane.Read("0.lock").size();
  slot.value().Release();
  CHECK(lane.Read("0.lock")[0] == '\n');
  CHECK(lane.Read("0.lock").find_first_not_of(" \n") == std::string::npos);
  CHECK(lane.Read("0.lock").size() == size);
}

TEST_CASE("a slot's text is its last holder's alone") {
  const Lane lane(1);
  SlotHolder holder = Holder();
  holder.relay = std::string(300, 'x');
  REQUIRE(lane.Take(holder).ok());
  Result<Slot> slot = lane.Take(Holder());
  REQUIRE(slot.ok());
  const std::string text = lane.Read("0.lock");
  CHECK(text.starts_with(FormatSlotHolder(Holder())));
  CHECK(text.find_first_not_of(' ', FormatSlotHolder(Holder()).size()) ==
        std::string::npos);
}

TEST_CASE("a slot is emptied when it is taken") {
  const Lane lane(1);
  lane.Take().value().Release();
  lane.Write("0/message", "old");
  lane.Write("0/stray", "old");
  lane.Write("0/parts/0001.exe", "old");
  Result<Slot> slot = lane.Take();
  REQUIRE(slot.ok());
  CHECK(lane.Names("0") == std::vector<std::string>{"parts", "scratch"});
  CHECK(lane.Names("0/parts").empty());
  CHECK_FALSE(slot.value().ScratchIsDirty());
}

TEST_CASE("a slot is emptied when it is freed") {
  const Lane lane(1);
  Result<Slot> slot = lane.Take();
  REQUIRE(slot.ok());
  lane.Write("0/message", "mine");
  lane.Write("0/parts/0001", "mine");
  slot.value().Release();
  CHECK(lane.Names("0") == std::vector<std::string>{"parts", "scratch"});
  CHECK(lane.Names("0/parts").empty());
}

TEST_CASE("a slot with more files than one read of its listing is emptied") {
  const Lane lane(1);
  Result<Slot> slot = lane.Take();
  REQUIRE(slot.ok());
  for (int i = 0; i < 2000; ++i)
    lane.Write("0/parts/" + std::to_string(i) + ".extension", "x");
  REQUIRE(lane.Names("0/parts").size() == 2000);
  slot.value().Release();
  CHECK(lane.Names("0/parts").empty());
}

TEST_CASE("what lies in the scratch is seen") {
  const Lane lane(1);
  Result<Slot> slot = lane.Take();
  REQUIRE(slot.ok());
  lane.Write("0/scratch/left", "x");
  CHECK(slot.value().ScratchIsDirty());
}

TEST_CASE("a slot that cannot be emptied is an error, not a slot") {
  const Lane lane(1);
  lane.Take().value().Release();
  lane.MakeDirectory("0/parts/directory");
  CHECK_FALSE(lane.Take().ok());
  std::filesystem::remove(lane.Path("0/parts/directory"));
  CHECK(lane.Take().ok());
}

TEST_CASE("a lane that is not there is made") {
  const TemporaryDirectory lanes;
  // As `sallyport config` makes it: what is made below inherits the bit.
  ::chmod(lanes.path().c_str(), 02710);
  LaneSpec spec;
  spec.name = "new";
  spec.slots = 1;
  Result<Slot> slot =
      Slot::Take(lanes.fd(), spec, Holder(), Deadline::InMs(1000));
  REQUIRE(slot.ok());
  CHECK(lanes.Mode("new") == 02710);
  CHECK(lanes.Mode("new/0") == 02750);
  CHECK(lanes.Mode("new/0/parts") == 02750);
}

TEST_CASE("a slot that was half made is made whole") {
  const Lane lane(1);
  lane.MakeDirectory("0");
  lane.MakeDirectory("0/scratch");
  const Result<Slot> slot = lane.Take();
  REQUIRE(slot.ok());
  CHECK(lane.Mode("0/parts") == 02750);
  CHECK_FALSE(slot.value().ScratchIsDirty());
}

TEST_CASE("a lane that is no directory, or can't be made, is an error") {
  const TemporaryDirectory lanes;
  lanes.Write("file", "");
  LaneSpec spec;
  spec.slots = 1;
  for (const auto& wrong :
       {std::pair("file", ENOTDIR), std::pair("file/lane", ENOTDIR),
        std::pair("none/lane", ENOENT)}) {
    CAPTURE(std::string(wrong.first));
    spec.name = wrong.first;
    const Result<Slot> slot =
        Slot::Take(lanes.fd(), spec, Holder(), Deadline::InMs(1000));
    REQUIRE_FALSE(slot.ok());
    CHECK(slot.error().err == wrong.second);
  }
}

TEST_CASE("a killed holder's slot is free, and what it left is gone") {
  const Lane lane(1);
  const Signpost taken;
  Forked holder([&] {
    Result<Slot> slot = lane.Take();
    if (!slot.ok()) return 1;
    lane.Write("0/message", "left");
    lane.Write("0/parts/0001", "left");
    taken.Pass();
    ::pause();
    return 0;
  });
  taken.Await();
  CHECK_FALSE(lane.Take().ok());
  holder.Signal(SIGKILL);
  CHECK(holder.Wait().signal == SIGKILL);
  CHECK(lane.Read("0/message") == "left");
  Result<Slot> slot = lane.Take();
  REQUIRE(slot.ok());
  CHECK(lane.Names("0") == std::vector<std::string>{"parts", "scratch"});
  CHECK(lane.Names("0/parts").empty());
}

TEST_CASE("a holder's record reads back") {
  for (const SlotHolder& holder :
       {Holder(), SlotHolder{"", 1, WallTime{0}, UINT64_MAX, "a\tb\n", -1}}) {
    const Result<SlotHolder> back = ParseSlotHolder(FormatSlotHolder(holder));
    REQUIRE(back.ok());
    CHECK(back.value().id == holder.id);
    CHECK(back.value().pid == holder.pid);
    CHECK(back.value().since.micros == holder.since.micros);
    CHECK(back.value().bytes == holder.bytes);
    CHECK(back.value().relay == holder.relay);
    CHECK(back.value().since_ms == holder.since_ms);
  }
}

TEST_CASE("a record keeps its size, however long its relay") {
  const Lane lane(1);
  SlotHolder holder = Holder();
  for (const std::string& relay : {std::string(5000, '\x01'), holder.relay}) {
    holder.relay = relay;
    const Result<Slot> slot = lane.Take(holder);
    REQUIRE(slot.ok());
    CHECK(lane.Read("0.lock").size() == 512);
    const Result<SlotHolder> read = ParseSlotHolder(lane.Read("0.lock"));
    REQUIRE(read.ok());
    CHECK(read.value().relay == relay.substr(0, 80));
    CHECK(read.value().since_ms == holder.since_ms);
  }
}

TEST_CASE("a record that is cut or wrong is an error") {
  const std::string text = FormatSlotHolder(Holder());
  for (size_t size = 0; size < text.size(); ++size)
    CHECK_FALSE(ParseSlotHolder(text.substr(0, size)).ok());
  for (const char* wrong :
       {"\n", "a\tx\t2026-11-21T10:00:00.123Z\t1\t-\t7\n",
        "a\t1\tnow\t1\t-\t7\n",
        "a\t1x\t2026-11-21T10:00:00.123Z\t1\t-\t7\n",
        "a\t1\t2026-11-21T10:00:00.123Z\tx\t-\t7\n",
        "a\t1\t2026-11-21T10:00:00.123Z\t1x\t-\t7\n",
        "a\t1\t2026-11-21T10:00:00.123Z\t1\t-\t7x\n",
        "a\t1\t2026-11-21T10:00:00.123Z\t1\t\t7\n",
        "\t1\t2026-11-21T10:00:00.123Z\t1\t-\t7\n",
        "a\t1\t2026-11-21T10:00:00.123Z\t1\t-\n",
        "a\t1\t2026-11-21T10:00:00.123Z\t1\t-\t7\t-\n",
        "\na\t1\t2026-11-21T10:00:00.123Z\t1\t-\t7\n"})
    CHECK_FALSE(ParseSlotHolder(wrong).ok());
  CHECK(ParseSlotHolder("a\t1\t2026-11-21T10:00:00.123Z\t1\t-\t7\n").ok());
}

}  // namespace sallyport
