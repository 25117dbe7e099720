// The side table: what is put is there for the next process; whatever is
// wrong with it, the call comes back and the next one works.

#include "state/side_table.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>

#include <cerrno>
#include <random>

#include "base/clock.h"
#include "tests/base/forked.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::Forked;
using test::Signpost;
using test::TemporaryDirectory;

namespace {

constexpr const char* kTable = "table.mdb";

Status Put(int state, const std::string& key, const std::string& value) {
  return TransactSideTable(
      state, [&](SideTransaction* table) { table->Put(key, value); });
}

std::optional<std::string> Get(int state, const std::string& key) {
  std::optional<std::string> value;
  const Status status = TransactSideTable(
      state, [&](SideTransaction* table) { value = table->Get(key); });
  CHECK(status.ok());
  return value;
}

void Fill(int state) {
  const Status filled = TransactSideTable(state, [](SideTransaction* table) {
    for (int i = 0; i < 2000; ++i)
      table->Put("k" + std::to_string(i), std::string(100, 'v'));
  });
  REQUIRE(filled.ok());
}

/// The first call says what is wrong, the next ones work, and what was there
/// is kept beside.
void CheckPutAside(const TemporaryDirectory& place) {
  const Status first =
      TransactSideTable(place.fd(), [](SideTransaction* table) {
        for (int i = 0; i < 2000; ++i) table->Get("k" + std::to_string(i));
      });
  CHECK_FALSE(first.ok());
  CHECK_FALSE(place.Exists(kTable));
  REQUIRE(Put(place.fd(), "a", "1").ok());
  CHECK(Get(place.fd(), "a") == "1");
  bool kept = false;
  for (const std::string& name : place.Names())
    kept = kept || name.starts_with("table.mdb.bad.");
  CHECK(kept);
}

}  // namespace

TEST_CASE("what is put is there in the next transaction") {
  const TemporaryDirectory place;
  CHECK_FALSE(Get(place.fd(), "a"));
  REQUIRE(Put(place.fd(), "a", "1").ok());
  REQUIRE(Put(place.fd(), "a", std::string("2\0\t", 3)).ok());
  CHECK(Get(place.fd(), "a") == std::string("2\0\t", 3));
  REQUIRE(TransactSideTable(place.fd(), [](SideTransaction* table) {
            table->Delete("a");
            table->Delete("never there");
          }).ok());
  CHECK_FALSE(Get(place.fd(), "a"));
  CHECK(place.Mode(kTable) == 0600);
}

TEST_CASE("a visit sees keys of one prefix, in order, from a place on") {
  const TemporaryDirectory place;
  for (const char* key : {"a1", "h1", "h2", "h3", "h4", "s1"})
    REQUIRE(Put(place.fd(), key, std::string("=") + key).ok());
  const auto visit = [&](const char* from, size_t most) {
    std::string seen;
    CHECK(TransactSideTable(place.fd(), [&](SideTransaction* table) {
            table->Visit("h", from, most,
                         [&](std::string_view key, std::string_view value) {
                           seen += std::string(key) + std::string(value) + " ";
                         });
          }).ok());
    return seen;
  };
  CHECK(visit("h", 2) == "h1=h1 h2=h2 ");
  CHECK(visit("h3", 10) == "h3=h3 h4=h4 ");
  CHECK(visit("h9", 10) == "");
  CHECK(visit("z", 10) == "");
}

TEST_CASE("an entry that cannot be put leaves the table as it was") {
  const TemporaryDirectory place;
  REQUIRE(Put(place.fd(), "a", "1").ok());
  const Status failed =
      TransactSideTable(place.fd(), [](SideTransaction* table) {
        table->Put("a", "2");
        table->Put(std::string(5000, 'k'), "too long a key");
        CHECK(table->error() != 0);
      });
  CHECK_FALSE(failed.ok());
  REQUIRE(Put(place.fd(), "b", "1").ok());
}

TEST_CASE("processes take turns") {
  const TemporaryDirectory place;
  constexpr int kTurns = 20;
  const auto count = [&place] {
    int done = 0;
    while (done < kTurns) {
      const Status status =
          TransactSideTable(place.fd(), [](SideTransaction* table) {
            const int before = std::stoi(table->Get("n").value_or("0"));
            table->Put("n", std::to_string(before + 1));
          });
      if (status.ok()) ++done;
      if (!status.ok() && status.error().err != EAGAIN) return 1;
    }
    return 0;
  };
  Forked first(count);
  Forked second(count);
  CHECK(first.Wait().Succeeded());
  CHECK(second.Wait().Succeeded());
  CHECK(Get(place.fd(), "n") == std::to_string(2 * kTurns));
}

TEST_CASE("the lock of a stopped process is not waited for") {
  const TemporaryDirectory place;
  REQUIRE(Put(place.fd(), "a", "1").ok());
  const Signpost taken;
  Forked holder([&] {
    const Status status =
        TransactSideTable(place.fd(), [&taken](SideTransaction*) {
          taken.Pass();
          ::pause();
        });
    return status.ok() ? 0 : 1;
  });
  taken.Await();
  holder.Signal(SIGSTOP);
  const int64_t began = MonotonicMs();
  bool worked = false;
  const Status status = TransactSideTable(
      place.fd(), [&worked](SideTransaction*) { worked = true; });
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().err == EAGAIN);
  CHECK_FALSE(worked);
  CHECK(MonotonicMs() - began >= 20);
  CHECK(MonotonicMs() - began < 5000);
  holder.Signal(SIGKILL);
  holder.Wait();
  CHECK(Get(place.fd(), "a") == "1");
}

TEST_CASE("a table that is garbage is put aside") {
  const TemporaryDirectory place;
  place.Write(kTable, std::string(100000, 'x'));
  CheckPutAside(place);
  for (const size_t size : {size_t{1}, size_t{100}, size_t{4096}}) {
    const TemporaryDirectory other;
    std::string bytes(size, '\0');
    other.Write(kTable, bytes);
    CheckPutAside(other);
  }
}

TEST_CASE("a table that was cut is put aside, not followed to its end") {
  for (const size_t keep : {size_t{8192}, size_t{12288}, size_t{40960}}) {
    const TemporaryDirectory place;
    Fill(place.fd());
    const std::string bytes = place.Read(kTable);
    REQUIRE(bytes.size() > keep);
    place.Write(kTable, bytes.substr(0, keep));
    CheckPutAside(place);
  }
}

TEST_CASE("a table that is cut while it is read is put aside") {
  const TemporaryDirectory place;
  Fill(place.fd());
  const Status status =
      TransactSideTable(place.fd(), [&place](SideTransaction* table) {
        REQUIRE(::truncate(place.Path(kTable).c_str(), 8192) == 0);
        for (int i = 0; i < 2000; ++i) table->Get("k" + std::to_string(i));
      });
  CHECK_FALSE(status.ok());
  REQUIRE(Put(place.fd(), "a", "1").ok());
  CHECK(Get(place.fd(), "a") == "1");
}

TEST_CASE("handlers of signals are the caller's own again") {
  const TemporaryDirectory place;
  place.Write(kTable, std::string(100000, 'x'));
  struct sigaction before = {};
  struct sigaction after = {};
  ::sigaction(SIGBUS, nullptr, &before);
  static_cast<void>(Put(place.fd(), "a", "1").ok());
  static_cast<void>(Put(place.fd(), "a", "1").ok());
  ::sigaction(SIGBUS, nullptr, &after);
  const bool same = before.sa_handler == after.sa_handler;
  CHECK(same);
}

TEST_CASE("a full disk is an error that leaves the table in place") {
  const TemporaryDirectory place;
  REQUIRE(Put(place.fd(), "a", "1").ok());
  Forked writer([&place] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlim_t size = place.Read(kTable).size();
    const struct rlimit limit = {size, size};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Status status =
        TransactSideTable(place.fd(), [](SideTransaction* table) {
          for (int i = 0; i < 2000; ++i)
            table->Put("k" + std::to_string(i), std::string(100, 'v'));
        });
    return status.ok() ? 1 : 0;
  });
  CHECK(writer.Wait().Succeeded());
  CHECK(Get(place.fd(), "a") == "1");
  CHECK_FALSE(Get(place.fd(), "k0"));
}

TEST_CASE("no directory, no table") {
  bool worked = false;
  CHECK_FALSE(
      TransactSideTable(-1, [&](SideTransaction*) { worked = true; }).ok());
  CHECK_FALSE(worked);
}

}  // namespace sallyport
