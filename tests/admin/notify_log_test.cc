// A log is read on from its place through all that becomes of it: each line
// once, none twice.

#include "admin/notify_log.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kColumns = "time\tid\ttext";

/// A log, and somebody who follows it.
class Log {
 public:
  /// Lines of time 10:00:NN, a new file with its columns.
  void Add(int number, const std::string& name = "a.log") {
    const std::string path = Path(name);
    const bool fresh = !fs::exists(path);
    std::ofstream file(path, std::ios::binary | std::ios::app);
    if (fresh) file << kColumns << "\n";
    char line[64];
    std::snprintf(line, sizeof line, "2026-11-21T10:00:%02d.000Z\t%d\t-\n",
                  number, number);
    file << line;
  }
  void Append(const std::string& bytes) {
    std::ofstream(Path("a.log"), std::ios::binary | std::ios::app) << bytes;
  }
  void Rename(const std::string& from, const std::string& to) {
    fs::rename(Path(from), Path(to));
  }
  void Remove(const std::string& name) { fs::remove(Path(name)); }
  std::string Path(const std::string& name) const {
    return directory_.path() + "/" + name;
  }

  /// The ids of the lines that are new.
  std::string New() {
    std::string ids;
    Result<LogReading> reading =
        FollowLog(directory_.fd(), "a.log", kColumns, place,
                  [&ids](const LogRow& row) { ids += row.Text("id") + " "; });
    REQUIRE(reading.ok());
    place = reading.value().place;
    note = reading.value().note;
    return ids;
  }

  std::optional<LogPlace> place;
  std::string note;

 private:
  TemporaryDirectory directory_;
};

TEST_CASE("each line is read once") {
  Log log;
  log.Add(1);
  CHECK(log.New() == "");
  CHECK(log.New() == "");
  log.Add(2);
  log.Add(3);
  CHECK(log.New() == "2 3 ");
  CHECK(log.New() == "");
  CHECK(log.note == "");
}

TEST_CASE("a log that is not there yet is read from its first line") {
  Log log;
  CHECK(log.New() == "");
  log.Add(1);
  log.Add(2);
  CHECK(log.New() == "1 2 ");
  CHECK(log.New() == "");
  Log with_old;
  with_old.Add(1, "a.log.1");
  CHECK(with_old.New() == "");
  with_old.Add(2);
  CHECK(with_old.New() == "2 ");
}

TEST_CASE("a line is read when it is whole") {
  Log log;
  log.Add(1);
  log.New();
  log.Append("2026-11-21T10:00:02.000Z\t2\t");
  CHECK(log.New() == "");
  log.Append("-\n");
  CHECK(log.New() == "2 ");
}

TEST_CASE("lines that are none are passed over") {
  Log log;
  log.Add(1);
  log.New();
  log.Append("cut\n\n2026-11-21T10:00:02.000Z\t2\t-\tmore\n");
  log.Append(std::string(5 << 20, 'x') + "\t9\t-\n");
  log.Add(3);
  CHECK(log.New() == "3 ");
  CHECK(log.New() == "");
  log.Add(4);
  CHECK(log.New() == "4 ");
}

TEST_CASE("a renamed log is read to its end, then those that follow") {
  Log log;
  log.Add(1);
  log.New();
  log.Add(2);
  log.Rename("a.log", "a.log.1");
  SUBCASE("no new one yet") {
    CHECK(log.New() == "2 ");
    CHECK(log.New() == "");
    log.Add(3);
    CHECK(log.New() == "3 ");
  }
  SUBCASE("a new one") {
    log.Add(3);
    CHECK(log.New() == "2 3 ");
  }
  SUBCASE("twice") {
    log.Add(3);
    log.Rename("a.log.1", "a.log.2");
    log.Rename("a.log", "a.log.1");
    log.Add(4);
    CHECK(log.New() == "2 3 4 ");
  }
  SUBCASE("by names with dates") {
    log.Rename("a.log.1", "a.log-20261121");
    log.Add(3);
    log.Rename("a.log", "a.log-20261122");
    log.Add(4);
    CHECK(log.New() == "2 3 4 ");
  }
  CHECK(log.note == "");
  log.Add(9);
  CHECK(log.New() == "9 ");
  CHECK(log.New() == "");
}

TEST_CASE("a new log may begin with a message that came in before the old") {
  Log log;
  log.Add(5);
  log.New();
  log.Rename("a.log", "a.log.1");
  log.Add(4);  // a slow client: a line's time is that of its beginning
  CHECK(log.New() == "4 ");
  CHECK(log.New() == "");
  log.Add(6);
  CHECK(log.New() == "6 ");
  log.Rename("a.log", "a.log.0");
  log.Add(7);
  CHECK(log.New() == "7 ");
  CHECK(log.New() == "");
}

TEST_CASE("a copy of a log is not taken for the log that was renamed") {
  Log log;
  log.Add(1);
  log.New();
  for (int i = 10; i < 50; ++i)
    fs::copy_file(log.Path("a.log"), log.Path("a.log." + std::to_string(i)));
  log.Add(2);
  log.Rename("a.log", "a.log.1");
  log.Add(3);
  CHECK(log.New() == "2 3 ");
}

TEST_CASE("old files are not read again") {
  Log log;
  for (int i = 1; i < 4; ++i) {
    log.Add(i);
    log.Rename("a.log", "a.log." + std::to_string(9 - i));
  }
  log.Add(4);
  CHECK(log.New() == "");
  log.Add(5);
  CHECK(log.New() == "5 ");
}

TEST_CASE("a log whose first line is a broken one is read all the same") {
  Log log;
  log.New();
  log.Append(std::string(kColumns) + "\nbroken\n");
  log.Add(2);
  CHECK(log.New() == "2 ");
}

TEST_CASE("a log with nothing but its columns is a place, too") {
  Log log;
  log.Append(std::string(kColumns) + "\n");
  CHECK(log.New() == "");
  SUBCASE("it goes on") {}
  SUBCASE("it is renamed") { log.Rename("a.log", "a.log.1"); }
  log.Add(1);
  CHECK(log.New() == "1 ");
  CHECK(log.New() == "");
}

TEST_CASE("a log that was copied and emptied in its place is followed") {
  Log log;
  log.Add(1);
  log.New();
  log.Add(2);
  fs::copy_file(log.Path("a.log"), log.Path("a.log.1"));
  fs::resize_file(log.Path("a.log"), 0);
  // Such a file has no columns of its own.
  log.Append("2026-11-21T10:00:03.000Z\t3\t-\n");
  CHECK(log.New() == "2 3 ");
  CHECK(log.New() == "");
  log.Add(4);
  CHECK(log.New() == "4 ");
}

TEST_CASE("a log that was packed at once loses its end, and says so") {
  Log log;
  log.Add(1);
  log.New();
  log.Add(2);
  log.Remove("a.log");
  log.Add(3);
  CHECK(log.New() == "3 ");
  CHECK(log.note.find("passed over") != std::string::npos);
  CHECK(log.New() == "");
  CHECK(log.note == "");
}

TEST_CASE("an inode that another log has got is not taken for the old one") {
  Log log;
  log.Add(1);
  log.Add(2);
  log.New();
  // The same file with other lines, and more of them.
  fs::resize_file(log.Path("a.log"), 0);
  log.Append(std::string(kColumns) + "\n");
  for (int i = 3; i < 9; ++i) log.Add(i);
  CHECK(log.New() == "3 4 5 6 7 8 ");
  CHECK(log.note != "");
}

TEST_CASE("a log of an earlier time is begun at its end") {
  Log log;
  log.Add(5);
  log.New();
  log.Remove("a.log");
  log.Add(1);
  log.Add(2);
  CHECK(log.New() == "");
  CHECK(log.note.find("goes on from its end") != std::string::npos);
  log.Add(6);
  CHECK(log.New() == "6 ");
}

TEST_CASE("columns are known by the names that the file has") {
  Log log;
  log.Append("time\ttext\tmore\tid\n2026-11-21T10:00:01.000Z\t-\tx\t1\n");
  log.New();
  log.Append("2026-11-21T10:00:02.000Z\ta\\nb\tx,y\\x2cz\t2\n");
  std::string text;
  std::vector<std::string> more;
  TemporaryDirectory unused;
  CHECK(log.New() == "2 ");
  const LogRow row({{"text", "a\\nb"}, {"more", "x,y\\x2cz"}, {"bad", "\\q"}});
  CHECK(row.Text("text") == "a\nb");
  CHECK(row.List("more") == std::vector<std::string>{"x", "y,z"});
  CHECK(row.Text("bad") == "");
  CHECK(row.List("bad").empty());
  CHECK(row.Text("nothing") == "");
  CHECK(row.Raw("text") == "a\\nb");
}

TEST_CASE("what is no file beside a log is passed over") {
  Log log;
  log.Add(1);
  fs::create_directory(log.Path("a.log.d"));
  REQUIRE(::mkfifo(log.Path("a.log.fifo").c_str(), 0600) == 0);
  fs::create_symlink("a.log", log.Path("a.log.link"));
  std::ofstream(log.Path("a.log.gz")) << "\x1f\x8b\x08 x\ny\n";
  log.New();
  log.Add(2);
  CHECK(log.New() == "2 ");
  log.Rename("a.log", "a.log.1");
  log.Add(3);
  CHECK(log.New() == "3 ");
}

}  // namespace
}  // namespace sallyport::test
