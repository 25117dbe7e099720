// Rules of a site for the system tests: three folders of them, a corpus of
// good mail, and a configuration that names them.

#ifndef SALLYPORT_TESTS_SYSTEM_YARA_SITE_H_
#define SALLYPORT_TESTS_SYSTEM_YARA_SITE_H_

#include <string>

#include "tests/system/site.h"
#include "tests/temporary_directory.h"

namespace sallyport::test {

class YaraSite {
 public:
  YaraSite() {
    for (const char* folder : {"virus", "spam", "exceptions", "good"})
      place_.MakeDirectory(folder);
    place_.Write("virus/v.yar",
                 "rule Bad_Word { strings: $s = \"badword\" condition: $s }\n"
                 "rule Bad_Name { meta: name = \"Bad.Name\" condition:\n"
                 " names matches /\\.evil\\n/ }");
    place_.Write("spam/s.yar",
                 "rule Dear { meta: score = 12 strings: $s = \"Dear friend\" "
                 "condition: kind == \"message\" and $s }");
    place_.Write("exceptions/e.yar",
                 "rule Known { meta: except = \"Bad.Name\"\n"
                 " except = \"program\" except = \"Dear\"\n"
                 " condition: sender == \"known@example.net\" }");
    place_.Write("good/one", Mail("hello"));
  }

  const TemporaryDirectory& place() const { return place_; }

  /// On a busy machine one of two alike may well take a second longer: what is
  /// slow is for those to see that ask for it.
  std::string Config(const std::string& further = "",
                     int slower_ms = 60000) const {
    return "scanners = [\"policy\", \"yara\"]\nspam.hold = 10.0\n"
           "spam.reject = 20.0\n[scanner.yara]\nvirus = [\"" +
           place_.Path("virus") + "\"]\nspam = [\"" + place_.Path("spam") +
           "\"]\nexceptions = [\"" + place_.Path("exceptions") +
           "\"]\ngood_mail = [\"" + place_.Path("good") +
           "\"]\nslower_ms = " + std::to_string(slower_ms) + "\n" + further;
  }

  static std::string Mail(const std::string& words) {
    return "From: a@example.net\nSubject: x\n\n" + words + "\n";
  }

 private:
  TemporaryDirectory place_;
};

inline SendSpec From(const std::string& sender) {
  SendSpec spec;
  spec.sender = sender;
  return spec;
}

}  // namespace sallyport::test

#endif  // SALLYPORT_TESTS_SYSTEM_YARA_SITE_H_
