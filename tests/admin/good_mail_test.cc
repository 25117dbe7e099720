#include <doctest/doctest.h>
#include <sys/stat.h>

#include "admin/good_mail.h"
#include "tests/temporary_directory.h"

namespace sallyport {

using test::TemporaryDirectory;

namespace {

using Files = std::vector<std::string>;

Files List(const TemporaryDirectory& place, const Files& names) {
  Files paths;
  for (const std::string& name : names) paths.push_back(place.Path(name));
  const Result<Files> listed = ListGoodMail(paths);
  REQUIRE(listed.ok());
  Files found;
  for (const std::string& path : listed.value())
    found.push_back(path.substr(place.path().size() + 1));
  return found;
}

}  // namespace

TEST_CASE("good mail is files, folders and Maildirs") {
  const TemporaryDirectory place;
  place.Write("one", "");
  place.MakeDirectory("folder/below");
  for (const char* name : {"folder/b", "folder/a", "folder/.hidden",
                           "folder/below/c"})
    place.Write(name, "");
  for (const char* name : {"mail/new", "mail/cur", "mail/tmp"})
    place.MakeDirectory(name);
  for (const char* name : {"mail/new/2", "mail/cur/1:2,S", "mail/tmp/3",
                           "mail/dovecot.index"})
    place.Write(name, "");
  REQUIRE(::mkfifo(place.Path("folder/fifo").c_str(), 0600) == 0);
  CHECK(List(place, {"one"}) == Files{"one"});
  CHECK(List(place, {"folder"}) == Files{"folder/a", "folder/b"});
  CHECK(List(place, {"mail"}) == Files{"mail/new/2", "mail/cur/1:2,S"});
  CHECK(List(place, {"one", "mail", "one"}).size() == 4);
  CHECK(List(place, {}).empty());
  CHECK_FALSE(ListGoodMail({place.Path("absent")}).ok());
}

}  // namespace sallyport
