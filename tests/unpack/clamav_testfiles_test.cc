// Every file of Debian's package clamav-testfiles, through the built
// unpacker: one and the same program of 544 bytes in many wrappings. The
// table says which of them are opened, and what is told of the others.

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

const std::string kFolder = "/usr/share/clamav-testfiles";

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

enum class Fate {
  kOpened,    // the program is a part
  kUnopened,  // it is not, and the flag `unopened` says so
  kMissed,    // nothing in its headers tells it from any other program
};

using enum Fate;

const std::map<std::string, Fate> kTable = {
    {"clam-aspack.exe", kUnopened},    // packed by ASPack
    {"clam-fsg.exe", kMissed},         // FSG
    {"clam-mew.exe", kUnopened},       // MEW
    {"clam-nsis.exe", kUnopened},      // NSIS installer
    {"clam-pespin.exe", kUnopened},    // PESpin
    {"clam-petite.exe", kUnopened},    // Petite
    {"clam-upack.exe", kUnopened},     // Upack
    {"clam-upx.exe", kUnopened},       // UPX
    {"clam-wwpack.exe", kUnopened},    // WWPack32
    {"clam-yc.exe", kUnopened},        // yoda's Crypter
    {"clam.7z", kOpened},
    {"clam.arj", kOpened},
    {"clam.bin-be.cpio", kOpened},
    {"clam.bin-le.cpio", kOpened},
    {"clam.bz2.zip", kOpened},
    {"clam.cab", kOpened},
    {"clam.chm", kOpened},
    {"clam.d64.zip", kOpened},
    {"clam.ea05.exe", kUnopened},      // AutoIt 3.2, in UPX
    {"clam.ea06.exe", kUnopened},      // AutoIt 3.3, in UPX
    {"clam.exe", kOpened},
    {"clam.exe.binhex", kOpened},
    {"clam.exe.bz2", kOpened},
    {"clam.exe.html", kOpened},         // a data: URI
    {"clam.exe.mbox.base64", kOpened},
    {"clam.exe.mbox.uu", kOpened},
    {"clam.exe.rtf", kOpened},
    {"clam.exe.szdd", kOpened},
    {"clam.impl.zip", kOpened},
    {"clam.mail", kOpened},
    {"clam.newc.cpio", kOpened},
    {"clam.odc.cpio", kOpened},
    {"clam.ole.doc", kOpened},
    {"clam.pdf", kOpened},
    {"clam.ppt", kOpened},
    {"clam.sis", kUnopened},           // Symbian's installer
    {"clam.tar.gz", kOpened},
    {"clam.tnef", kOpened},
    {"clam.zip", kOpened},
    {"clam_IScab_ext.exe", kUnopened},  // InstallShield
    {"clam_IScab_int.exe", kUnopened},
    {"clam_ISmsi_ext.exe", kUnopened},
    {"clam_ISmsi_int.exe", kUnopened},
    {"clam_cache_emax.tgz", kOpened},  // tar.gz in tar.gz
};

}  // namespace

TEST_CASE("the files of clamav-testfiles") {
  if (!std::filesystem::exists(kFolder)) {
    MESSAGE("skipped: clamav-testfiles is not installed");
    return;
  }
  const std::string program = ReadFile(kFolder + "/clam.exe");
  REQUIRE(program.size() == 544);
  size_t seen = 0;
  for (const auto& file : std::filesystem::directory_iterator(kFolder)) {
    const std::string name = file.path().filename();
    CAPTURE(name);
    ++seen;
    REQUIRE(kTable.count(name) == 1);
    Run run = Unpack(Attachment(name, ReadFile(file.path())));
    CHECK(run.code == 0);
    bool found = false;
    for (const auto& [number, part] : run.log.parts)
      found = found || part.bytes == program;
    if (kTable.at(name) == kOpened) CHECK(found);
    if (kTable.at(name) == kUnopened) {
      CHECK_FALSE(found);
      CHECK(run.log.Flagged("unopened"));
    }
  }
  CHECK(seen == kTable.size());
}

}  // namespace sallyport
