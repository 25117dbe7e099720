#include "mail/release_mark.h"

#include <doctest/doctest.h>

#include <string>

#include "maildir/maildir.h"

namespace sallyport {
namespace {

TEST_CASE("the mark goes on and comes off, flags and size kept") {
  for (const char* name :
       {"1763719200.ID.host.virus,S=4711", "1763719200.ID.host.virus,S=4711:2,",
        "1763719200.ID.host.virus,S=4711:2,FS", "odd", "odd:2,S",
        "odd:2", "odd:2:2,S", ":2,S"}) {
    CAPTURE(name);
    const std::string marked = WithReleaseMark(name);
    CHECK(marked != name);
    CHECK(HasReleaseMark(marked));
    CHECK_FALSE(HasReleaseMark(name));
    CHECK(WithReleaseMark(marked) == marked);
    CHECK(WithoutReleaseMark(marked) == name);
    CHECK(WithoutReleaseMark(name) == name);
    const MaildirEntry before{"cur", name};
    const MaildirEntry after{"cur", marked};
    CHECK(after.Size() == before.Size());
    CHECK(after.Unique().starts_with(before.Unique()));
  }
  CHECK(WithReleaseMark("1.a.h.virus,S=9:2,S") ==
        "1.a.h.virus,S=9,releasing:2,S");
}

TEST_CASE("only the last field of the unique name is the mark") {
  CHECK_FALSE(HasReleaseMark("1.releasing.h.virus,S=9"));
  CHECK_FALSE(HasReleaseMark("1.a.h,releasing,S=9"));
  CHECK_FALSE(HasReleaseMark("1.a.h,S=9:2,S,releasing"));
}

}  // namespace
}  // namespace sallyport
