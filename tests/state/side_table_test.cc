// The side table: what is put is there for the next process; whatever is
// wrong with it, the call comes back and the next one works.

#include "state/side_table.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>

#include <cerrno>
#include <filesystem>
#include <random>

#include "base/clock.h"
#include "tests/base/forked.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::Forked;
using test::TemporaryDirectory;

namespace {

constexpr const char* kTable = "table.mdb";

/// A call's outcome where only its success counts.
Status Done(const Result<std::string>& result) {
  return result.ok() ? Status() : Status(result.error());
}

Status Put(int state, const std::string& key, const std::string& value) {
  return Done(TransactSideTable(state, [&](SideTransaction* table) {
    table->Put(key, value);
    return std::string();
  }));
}

std::optional<std::string> Get(int state, const std::string& key) {
  const Result<std::string> value =
      TransactSideTable(state, [&](SideTransaction* table) {
        const std::optional<std::string> found = table->Get(key);
        return found ? "=" + *found : "";
      });
  REQUIRE(value.ok());
  if (value.value().empty()) return std::nullopt;
  return value.value().substr(1);
}

/// As many entries as make it a tree.
Status PutMany(int state) {
  return Done(TransactSideTable(state, [](SideTransaction* table) {
    for (int i = 0; i < 2000; ++i)
      table->Put("k" + std::to_string(i), std::string(100, 'v'));
    return std::string();
  }));
}

Status GetMany(int state) {
  return Done(TransactSideTable(state, [](SideTransaction* table) {
    for (int i = 0; i < 2000; ++i) table->Get("k" + std::to_string(i));
    return std::string();
  }));
}

/// Waits until somebody has the lock of the table.
void AwaitTaken(const TemporaryDirectory& place) {
  for (;;) {
    Fd lock(::open(place.Path("table.lock").c_str(),
                   O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return;
    lock.Reset();
    ::usleep(1000);
  }
}

/// The first call says what is wrong, the next ones work, and what was there
/// is kept beside.
void CheckPutAside(const TemporaryDirectory& place) {
  CHECK_FALSE(GetMany(place.fd()).ok());
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
            return std::string();
          }).ok());
  CHECK_FALSE(Get(place.fd(), "a"));
  CHECK(place.Mode(kTable) == 0600);
}

TEST_CASE("a visit sees keys of one prefix, in order, from a place on") {
  const TemporaryDirectory place;
  for (const char* key : {"a1", "h1", "h2", "h3", "h4", "s1"})
    REQUIRE(Put(place.fd(), key, std::string("=") + key).ok());
  const auto visit = [&](const char* from, size_t most) {
    return TransactSideTable(place.fd(), [&](SideTransaction* table) {
             std::string seen;
             table->Visit("h", from, most,
                          [&](std::string_view key, std::string_view value) {
                            seen +=
                                std::string(key) + std::string(value) + " ";
                          });
             return seen;
           }).value();
  };
  CHECK(visit("h", 2) == "h1=h1 h2=h2 ");
  CHECK(visit("h3", 10) == "h3=h3 h4=h4 ");
  CHECK(visit("h9", 10) == "");
  CHECK(visit("z", 10) == "");
}

TEST_CASE("where one entry cannot be put, nothing of it is") {
  const TemporaryDirectory place;
  REQUIRE(Put(place.fd(), "a", "1").ok());
  const Result<std::string> failed =
      TransactSideTable(place.fd(), [](SideTransaction* table) {
        table->Put("a", "2");
        table->Put(std::string(5000, 'k'), "too long a key");
        return std::string("an answer");
      });
  CHECK_FALSE(failed.ok());
  CHECK(Get(place.fd(), "a") != "2");
  REQUIRE(Put(place.fd(), "b", "1").ok());
}

TEST_CASE("the work's answer is that of a committed transaction") {
  const TemporaryDirectory place;
  const std::string answer("a\0\n\t", 4);
  CHECK(TransactSideTable(place.fd(), [&](SideTransaction*) {
          return answer;
        }).value() == answer);
  int seen = 1;
  CHECK(TransactSideTable(place.fd(), [&](SideTransaction*) {
          seen = 2;  // of the copy
          return std::string();
        }).ok());
  CHECK(seen == 1);
}

TEST_CASE("processes take turns") {
  const TemporaryDirectory place;
  constexpr int kTurns = 20;
  const auto count = [&place] {
    int done = 0;
    while (done < kTurns) {
      const Status status =
          Done(TransactSideTable(place.fd(), [](SideTransaction* table) {
            const int before = std::stoi(table->Get("n").value_or("0"));
            table->Put("n", std::to_string(before + 1));
            return std::string();
          }));
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
  Forked holder([&] {
    const Fd lock(::open(place.Path("table.lock").c_str(), O_RDONLY));
    if (::flock(lock.get(), LOCK_EX) != 0) return 1;
    for (;;) ::pause();
  });
  AwaitTaken(place);
  holder.Signal(SIGSTOP);
  const int64_t began = MonotonicMs();
  const Status status = Put(place.fd(), "a", "2");
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().err == EAGAIN);
  CHECK(MonotonicMs() - began >= 20);
  CHECK(MonotonicMs() - began < 5000);
  holder.Signal(SIGKILL);
  holder.Wait();
  CHECK(Get(place.fd(), "a") == "1");
}

TEST_CASE("a transaction under way ends with the process that wanted it") {
  const TemporaryDirectory place;
  REQUIRE(Put(place.fd(), "a", "1").ok());
  Forked holder([&] {
    const Result<std::string> never =
        TransactSideTable(place.fd(), [](SideTransaction* table) {
          table->Put("a", "2");
          for (;;) ::pause();
          return std::string();
        });
    return never.ok() ? 1 : 0;
  });
  AwaitTaken(place);
  holder.Signal(SIGKILL);
  holder.Wait();
  ::usleep(100000);
  CHECK(Get(place.fd(), "a") == "1");
}

TEST_CASE("the lock is not free before the copy that works is gone") {
  const TemporaryDirectory place;
  const Result<std::string> open =
      TransactSideTable(place.fd(), [](SideTransaction*) {
        std::string names;
        for (const auto& entry :
             std::filesystem::directory_iterator("/proc/self/fd")) {
          std::error_code gone;
          names += std::filesystem::read_symlink(entry.path(), gone).string();
          names += "\n";
        }
        return names;
      });
  REQUIRE(open.ok());
  CHECK(open.value().find("/table.lock\n") != std::string::npos);
}

TEST_CASE("a transaction that hangs is given up, and the table with it") {
  const TemporaryDirectory place;
  REQUIRE(Put(place.fd(), "a", "1").ok());
  const int64_t began = MonotonicMs();
  const Result<std::string> status =
      TransactSideTable(place.fd(), [](SideTransaction*) {
        for (;;) ::pause();
        return std::string();
      });
  CHECK_FALSE(status.ok());
  CHECK(MonotonicMs() - began < 5000);
  CHECK_FALSE(place.Exists(kTable));
  CHECK_FALSE(Get(place.fd(), "a"));
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
    REQUIRE(PutMany(place.fd()).ok());
    const std::string bytes = place.Read(kTable);
    REQUIRE(bytes.size() > keep);
    place.Write(kTable, bytes.substr(0, keep));
    CheckPutAside(place);
  }
}

TEST_CASE("a table that is cut while it is read is put aside") {
  const TemporaryDirectory place;
  REQUIRE(PutMany(place.fd()).ok());
  const Result<std::string> status =
      TransactSideTable(place.fd(), [&place](SideTransaction* table) {
        if (::truncate(place.Path(kTable).c_str(), 8192) != 0) return "uncut";
        for (int i = 0; i < 2000; ++i) table->Get("k" + std::to_string(i));
        return "";
      });
  CHECK_FALSE(status.ok());
  REQUIRE(Put(place.fd(), "a", "1").ok());
  CHECK(Get(place.fd(), "a") == "1");
}

TEST_CASE("a table that is damaged anywhere stops nobody") {
  const TemporaryDirectory good;
  REQUIRE(PutMany(good.fd()).ok());
  for (int i = 0; i < 2000; i += 100)  // so that pages were freed, too
    REQUIRE(Done(TransactSideTable(good.fd(), [i](SideTransaction* table) {
              for (int j = i; j < i + 60; ++j)
                table->Delete("k" + std::to_string(j));
              return std::string();
            })).ok());
  const std::string bytes = good.Read(kTable);
  const TemporaryDirectory place;
  std::mt19937 random(20261121);
  const auto below = [&random](size_t end) { return random() % end; };
  size_t failed = 0;
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    std::string damaged = bytes;
    const size_t page = below(damaged.size() / 4096) * 4096;
    const size_t changes = size_t{1} << below(12);
    for (size_t i = 0; i < changes; ++i)
      damaged[round % 2 == 0 ? below(damaged.size()) : page + below(4096)] =
          static_cast<char>(random());
    if (round % 10 == 0) damaged.resize(below(damaged.size()));
    place.Write(kTable, damaged);
    int failures = 0;
    for (int call = 0; call < 4; ++call) {
      const int64_t began = MonotonicMs();
      const Status status = call == 0   ? GetMany(place.fd())
                            : call == 3 ? Put(place.fd(), "a", "1")
                                        : PutMany(place.fd());
      if (!status.ok()) ++failures;
      CHECK(MonotonicMs() - began < 2000);
      if (!status.ok()) CHECK_FALSE(place.Exists(kTable));
    }
    CHECK(failures <= 1);
    failed += failures > 0 ? 1 : 0;
  }
  // Damage that no call has met has shown nothing.
  CHECK(failed > 50);
}

TEST_CASE("a table that cannot be written is put aside, too") {
  const TemporaryDirectory place;
  REQUIRE(Put(place.fd(), "a", "1").ok());
  Forked writer([&place] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlim_t size = place.Read(kTable).size();
    const struct rlimit limit = {size, size};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    return PutMany(place.fd()).ok() ? 1 : 0;
  });
  CHECK(writer.Wait().Succeeded());
  CHECK_FALSE(place.Exists(kTable));
  CHECK(PutMany(place.fd()).ok());
}

TEST_CASE("no directory, no table") { CHECK_FALSE(Put(-1, "a", "1").ok()); }

}  // namespace sallyport
