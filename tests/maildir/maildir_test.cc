// Maildir: a message is whole before it is seen, nothing is ever overwritten,
// and what is not committed leaves no trace.

#include "maildir/maildir.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string>

#include "base/io.h"
#include "tests/base/forked.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::Forked;
using test::TemporaryDirectory;

namespace {

using Names = std::vector<std::string>;

class Folder {
 public:
  explicit Folder(const std::string& name = ".virus") : name_(name) {
    REQUIRE(Maildir::Make(place_.fd(), name).ok());
  }
  Maildir Open() const {
    Result<Maildir> folder = Maildir::Open(place_.fd(), name_);
    REQUIRE(folder.ok());
    return std::move(folder.value());
  }
  Names In(const std::string& subdirectory) const {
    return place_.Names(name_ + "/" + subdirectory);
  }
  void Write(const std::string& path, std::string_view bytes) const {
    place_.Write(name_ + "/" + path, bytes);
  }
  std::string Read(const std::string& path) const {
    return place_.Read(name_ + "/" + path);
  }
  const TemporaryDirectory& place() const { return place_; }

 private:
  TemporaryDirectory place_;
  std::string name_;
};

Names Paths(const Maildir& folder) {
  Result<std::vector<MaildirEntry>> entries = folder.List();
  REQUIRE(entries.ok());
  Names paths;
  for (const MaildirEntry& entry : entries.value())
    paths.push_back(entry.Path());
  return paths;
}

}  // namespace

TEST_CASE("a folder is made with its three directories, again and again") {
  const Folder folder;
  CHECK(Maildir::Make(folder.place().fd(), ".virus").ok());
  CHECK(folder.place().Names(".virus") ==
        Names{"cur", "maildirfolder", "new", "tmp"});
  CHECK(folder.place().Mode(".virus") == 0700);
  CHECK(folder.place().Mode(".virus/new") == 0700);
  REQUIRE(Maildir::Make(folder.place().fd(), "top").ok());
  CHECK_FALSE(folder.place().Exists("top/maildirfolder"));
}

TEST_CASE("what lacks a directory is no folder") {
  const TemporaryDirectory place;
  CHECK_FALSE(Maildir::Open(place.fd(), "none").ok());
  place.MakeDirectory("half/tmp");
  place.MakeDirectory("half/new");
  CHECK_FALSE(Maildir::Open(place.fd(), "half").ok());
  place.Write("half/cur", "");
  CHECK_FALSE(Maildir::Open(place.fd(), "half").ok());
  place.MakeDirectory("other");
  std::filesystem::create_directory_symlink("half", place.Path("link"));
  CHECK_FALSE(Maildir::Open(place.fd(), "link").ok());
}

TEST_CASE("a delivery lies in tmp until it is committed, then in new") {
  const Folder folder;
  const Maildir maildir = folder.Open();
  {
    Result<Delivery> delivery = Delivery::Begin(maildir, "1.id.host");
    REQUIRE(delivery.ok());
    REQUIRE(WriteAll(delivery.value().fd(), "hello").ok());
    CHECK(folder.In("tmp") == Names{"1.id.host"});
    CHECK(folder.In("new").empty());
    const Result<std::string> name = delivery.value().Commit(5);
    REQUIRE(name.ok());
    CHECK(name.value() == "1.id.host,S=5");
  }
  CHECK(folder.In("tmp").empty());
  CHECK(folder.In("new") == Names{"1.id.host,S=5"});
  CHECK(folder.Read("new/1.id.host,S=5") == "hello");
  CHECK(folder.place().Mode(".virus/new/1.id.host,S=5") == 0600);
}

TEST_CASE("a delivery that is not committed leaves nothing") {
  const Folder folder;
  const Maildir maildir = folder.Open();
  {
    Result<Delivery> delivery = Delivery::Begin(maildir, "1.id.host");
    REQUIRE(delivery.ok());
    Delivery moved(std::move(delivery.value()));
    REQUIRE(WriteAll(moved.fd(), "hello").ok());
    CHECK(folder.In("tmp").size() == 1);
  }
  CHECK(folder.In("tmp").empty());
  CHECK(folder.In("new").empty());
}

TEST_CASE("a name that is taken is never overwritten") {
  const Folder folder;
  const Maildir maildir = folder.Open();
  folder.Write("new/1.id.host,S=3", "old");
  {
    Result<Delivery> delivery = Delivery::Begin(maildir, "1.id.host");
    REQUIRE(delivery.ok());
    REQUIRE(WriteAll(delivery.value().fd(), "new").ok());
    const Result<std::string> name = delivery.value().Commit(3);
    REQUIRE_FALSE(name.ok());
    CHECK(name.error().err == EEXIST);
    // The other delivery's file in tmp is not ours to touch.
    const Result<Delivery> second = Delivery::Begin(maildir, "1.id.host");
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().err == EEXIST);
    CHECK(folder.In("tmp").size() == 1);
  }
  CHECK(folder.Read("new/1.id.host,S=3") == "old");
  CHECK(folder.In("tmp").empty());
}

TEST_CASE("a full disk delivers nothing") {
  const Folder folder;
  Forked writer([&folder] {
    ::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit = {3, 3};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Maildir maildir = folder.Open();
    Result<Delivery> delivery = Delivery::Begin(maildir, "1.id.host");
    if (!delivery.ok()) return 1;
    return WriteAll(delivery.value().fd(), "hello").ok() ? 2 : 0;
  });
  CHECK(writer.Wait().Succeeded());
  CHECK(folder.In("tmp").empty());
  CHECK(folder.In("new").empty());
}

TEST_CASE("a killed delivery is seen by nobody") {
  const Folder folder;
  Forked writer([&folder] {
    const Maildir maildir = folder.Open();
    Result<Delivery> delivery = Delivery::Begin(maildir, "1.id.host");
    static_cast<void>(WriteAll(delivery.value().fd(), "hel").ok());
    return ::raise(SIGKILL);
  });
  CHECK(writer.Wait().signal == SIGKILL);
  CHECK(Paths(folder.Open()).empty());
}

TEST_CASE("new and cur are listed, but no dot files") {
  const Folder folder;
  folder.Write("new/b", "");
  folder.Write("new/.hidden", "");
  folder.Write("cur/a:2,S", "");
  folder.Write("tmp/c", "");
  Names paths = Paths(folder.Open());
  CHECK(paths == Names{"new/b", "cur/a:2,S"});
}

TEST_CASE("a visit sees one subdirectory, and ends when it is told to") {
  const Folder folder;
  folder.Write("new/a", "");
  folder.Write("cur/.hidden", "");
  for (const char* name : {"cur/b:2,S", "cur/c:2,", "cur/d:2,"})
    folder.Write(name, "");
  const Maildir maildir = folder.Open();
  const auto visit = [&maildir](const char* subdirectory, size_t most) {
    std::set<std::string> seen;
    const Status status =
        maildir.Visit(subdirectory, [&](const MaildirEntry& entry) {
          seen.insert(entry.Path());
          return seen.size() < most;
        });
    CHECK(status.ok());
    return seen;
  };
  CHECK(visit("cur", 9) ==
        std::set<std::string>{"cur/b:2,S", "cur/c:2,", "cur/d:2,"});
  CHECK(visit("cur", 2).size() == 2);
  CHECK(visit("new", 9) == std::set<std::string>{"new/a"});
  CHECK_FALSE(
      maildir.Visit("none", [](const MaildirEntry&) { return true; }).ok());
}

TEST_CASE("a message is found by the front of its name, in new or in cur") {
  const Folder folder;
  const Maildir maildir = folder.Open();
  folder.Write("new/1.aa.host,S=1", "");
  folder.Write("cur/1.bb.host,S=1:2,RS", "");
  const auto find = [&maildir](std::string_view prefix) {
    Result<std::optional<MaildirEntry>> entry = maildir.FindByPrefix(prefix);
    REQUIRE(entry.ok());
    return entry.value() ? entry.value()->Path() : "";
  };
  CHECK(find("1.aa.") == "new/1.aa.host,S=1");
  CHECK(find("1.bb.") == "cur/1.bb.host,S=1:2,RS");
  CHECK(find("1.cc.") == "");
  CHECK(find("aa") == "");
}

TEST_CASE("flags and size as the name tells them") {
  const auto entry = [](const char* name) { return MaildirEntry{"cur", name}; };
  CHECK(entry("1.id.host,S=77:2,RS").Unique() == "1.id.host,S=77");
  CHECK(entry("1.id.host").Unique() == "1.id.host");
  CHECK(entry("1.id.host,S=77:2,RS").Size() == 77);
  CHECK(entry("1.id.host,S=77").Size() == 77);
  CHECK(entry("1.id.host,S=77,W=80:2,").Size() == 77);
  CHECK(entry("1.id.host,W=80,S=77:2,").Size() == 77);
  CHECK(entry("1,S=18446744073709551615").Size() == UINT64_MAX);
  for (const char* name : {"1", "1,S=", "1,S=x", "1,S=7x", "1,S=-7", "1,S=:2,",
                           "1,S=18446744073709551616", "1,s=7"})
    CHECK_FALSE(entry(name).Size());
}

TEST_CASE("the size on disk is that of a file that is there") {
  const Folder folder;
  const Maildir maildir = folder.Open();
  folder.Write("new/a", "12345");
  folder.place().MakeDirectory(".virus/new/b");
  std::filesystem::create_symlink("a", folder.place().Path(".virus/new/c"));
  CHECK(maildir.SizeOnDisk({"new", "a"}) == 5);
  CHECK_FALSE(maildir.SizeOnDisk({"new", "b"}));
  CHECK_FALSE(maildir.SizeOnDisk({"new", "c"}));
  CHECK_FALSE(maildir.SizeOnDisk({"cur", "a"}));
}

TEST_CASE("a message moves between folders, and overwrites none") {
  const Folder folder;
  REQUIRE(Maildir::Make(folder.place().fd(), ".released").ok());
  Result<Maildir> released = Maildir::Open(folder.place().fd(), ".released");
  REQUIRE(released.ok());
  const Maildir virus = folder.Open();
  folder.Write("new/a", "one");
  REQUIRE(virus.Move({"new", "a"}, released.value(), {"cur", "a:2,S"}).ok());
  CHECK(folder.In("new").empty());
  CHECK(folder.place().Read(".released/cur/a:2,S") == "one");
  folder.Write("new/a", "two");
  const Status taken =
      virus.Move({"new", "a"}, released.value(), {"cur", "a:2,S"});
  REQUIRE_FALSE(taken.ok());
  CHECK(taken.error().err == EEXIST);
  CHECK(folder.Read("new/a") == "two");
  CHECK(folder.place().Read(".released/cur/a:2,S") == "one");
  CHECK_FALSE(virus.Move({"new", "none"}, released.value(), {"cur", "x"}).ok());
}

TEST_CASE("a message is removed once") {
  const Folder folder;
  const Maildir maildir = folder.Open();
  folder.Write("new/a", "one");
  CHECK(maildir.Remove({"new", "a"}).ok());
  CHECK_FALSE(maildir.Remove({"new", "a"}).ok());
}

}  // namespace sallyport
