#include "admin/notify_digest.h"

#include <doctest/doctest.h>

#include <cerrno>
#include <string>

#include "tests/temporary_directory.h"

namespace sallyport::test {
namespace {

DigestItem Item(const std::string& to, const std::string& id) {
  return {to, "en", id, "2026-11-21T10:00:00.123Z",
          "a\tb@example.net", "", "spam"};
}

TEST_CASE("a list is read as it was written, as far as it counts") {
  TemporaryDirectory state;
  DigestPlace place;
  REQUIRE(AppendDigestItems(state.fd(), {Item("a@b", "1"), Item("c@d", "2")},
                            &place)
              .ok());
  const DigestPlace counts = place;
  // A run that ends here has not moved the place.
  REQUIRE(AppendDigestItems(state.fd(), {Item("x", "lost"), Item("y", "lost")},
                            &place)
              .ok());
  place = counts;
  CHECK(ReadDigestItems(state.fd(), place).value().size() == 2);
  REQUIRE(AppendDigestItems(state.fd(), {Item("e@f", "3")}, &place).ok());
  const auto items = ReadDigestItems(state.fd(), place);
  REQUIRE(items.value().size() == 3);
  CHECK(items.value()[0].sender == "a\tb@example.net");
  CHECK(items.value()[0].subject == "");
  CHECK(items.value()[2].id == "3");
  CHECK(state.Read("notify.digest.1").size() == place.bytes);
}

TEST_CASE("a closed list gives each recipient one digest") {
  TemporaryDirectory state;
  NotifyState notify;
  REQUIRE(AppendDigestItems(state.fd(),
                            {Item("a@b", "1"), Item("c@d", "2"),
                             Item("a@b", "3")},
                            &notify.digest)
              .ok());
  const DigestPlace before = notify.digest;
  auto notices = CloseDigest(state.fd(), &notify.digest);
  REQUIRE(notices.ok());
  REQUIRE(notices.value().size() == 2);
  CHECK(notices.value()[0].to == "a@b");
  CHECK(notices.value()[0].digest.generation == before.generation);
  CHECK(notices.value()[0].digest.bytes == before.bytes);
  CHECK(notify.digest.generation == 2);
  CHECK(notify.digest.bytes == 0);
  CHECK(CloseDigest(state.fd(), &notify.digest).value().empty());
}

TEST_CASE("a list stays as long as something due needs it") {
  TemporaryDirectory state;
  NotifyState notify;
  for (int i = 0; i < 3; ++i) {
    REQUIRE(AppendDigestItems(state.fd(), {Item("a@b", "1")}, &notify.digest)
                .ok());
    auto notices = CloseDigest(state.fd(), &notify.digest);
    if (i != 1) notify.due.push_back(notices.value().front());
  }
  RemoveLeftOver(state.fd(), notify);
  CHECK(state.Exists("notify.digest.1"));
  CHECK(!state.Exists("notify.digest.2"));
  CHECK(state.Exists("notify.digest.3"));
  notify.due.clear();
  for (const char* name : {"notify", "notify.new.12", "notify.journal",
                           "notify.journal.new.3", "notify.lock"})
    state.Write(name, "not a list");
  REQUIRE(AppendDigestItems(state.fd(), {Item("a@b", "1")}, &notify.digest)
              .ok());
  RemoveLeftOver(state.fd(), notify);
  CHECK(!state.Exists("notify.digest.1"));
  CHECK(state.Exists("notify.digest.4"));
  CHECK(state.Exists("notify"));
  CHECK(state.Exists("notify.journal"));
  CHECK(state.Exists("notify.lock"));
  CHECK(!state.Exists("notify.new.12"));
  CHECK(!state.Exists("notify.journal.new.3"));
}

TEST_CASE("a list that is lost or cut is an error, and the next begins") {
  TemporaryDirectory state;
  DigestPlace place;
  REQUIRE(AppendDigestItems(state.fd(), {Item("a@b", "1")}, &place).ok());
  SUBCASE("lost") { std::filesystem::remove(state.Path("notify.digest.1")); }
  SUBCASE("cut") {
    std::filesystem::resize_file(state.Path("notify.digest.1"), 3);
  }
  CHECK(!CloseDigest(state.fd(), &place).ok());
  CHECK(place.generation == 2);
}

TEST_CASE("a list has its largest size") {
  TemporaryDirectory state;
  DigestPlace place{1, 64 * 1024 * 1024};
  const Status full =
      AppendDigestItems(state.fd(), {Item("a@b", "1")}, &place);
  REQUIRE(!full.ok());
  CHECK(full.error().err == EFBIG);
}

}  // namespace
}  // namespace sallyport::test
