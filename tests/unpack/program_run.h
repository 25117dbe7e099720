// Running the built sallyport-unpack on a message through its descriptors,
// and making messages and archives for it.

#ifndef SALLYPORT_TESTS_UNPACK_PROGRAM_RUN_H_
#define SALLYPORT_TESTS_UNPACK_PROGRAM_RUN_H_

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/child.h"
#include "base/io.h"
#include "mail/facts.h"
#include "tests/unpack/record_log.h"

namespace sallyport {

struct Run {
  int code = -1;
  bool ended = false;
  RecordLog log;
};

struct Setting {
  std::string depth = "50";
  std::string parts = "1000";
  std::string part_bytes = "100000000";
  std::string total_bytes = "200000000";
  std::string ratio = "250";
  std::string policy;
  bool word = true;  // it is told to begin
  std::vector<std::string> environment;  // more of it
};

inline Fd MemoryFile(const std::string& bytes) {
  Fd file(::memfd_create("test", MFD_CLOEXEC));
  REQUIRE(WriteAllAt(file.get(), bytes, 0).ok());
  return file;
}

inline std::string Program() {
  const char* build = std::getenv("SALLYPORT_BUILD");
  return std::filesystem::absolute(build == nullptr ? "build" : build) /
         "libexec/sallyport-unpack";
}

inline Run Unpack(const std::string& message, const Setting& setting = {}) {
  Facts facts;
  facts.id = "id";
  facts.sender = "s@example.com";
  facts.client_class = "network";
  facts.recipients = {"r@example.org"};
  const Fd message_file = MemoryFile(message);
  const Fd facts_file = MemoryFile(EncodeFacts(facts));
  const Fd policy_file = MemoryFile(setting.policy);
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  const Fd in(ends[0]);
  Fd out(ends[1]);
  int word_ends[2];
  REQUIRE(::pipe2(word_ends, O_CLOEXEC) == 0);
  const Fd word_in(word_ends[0]);
  Fd word_out(word_ends[1]);
  if (setting.word) word_out.Reset();
  ChildSpec spec;
  spec.program = Program();
  spec.environment = {"SALLYPORT_MAX_DEPTH=" + setting.depth,
                      "SALLYPORT_MAX_PARTS=" + setting.parts,
                      "SALLYPORT_MAX_PART_BYTES=" + setting.part_bytes,
                      "SALLYPORT_MAX_TOTAL_BYTES=" + setting.total_bytes,
                      "SALLYPORT_MAX_RATIO=" + setting.ratio,
                      "ASAN_OPTIONS=detect_leaks=0"};
  for (const std::string& variable : setting.environment)
    spec.environment.push_back(variable);
  spec.descriptors = {message_file.get(), out.get(), -1, facts_file.get(),
                      policy_file.get(), word_in.get()};
  const Result<pid_t> pid = Spawn(spec);
  REQUIRE(pid.ok());
  out.Reset();
  Run run;
  const Result<std::string> bytes = ReadToEnd(in.get(), 400000000);
  REQUIRE(bytes.ok());
  Child child(pid.value());
  const Result<ChildEnd> end = child.Wait(Deadline::InMs(60000));
  REQUIRE(end.ok());
  if (end.value().exited) run.code = end.value().code;
  PartRecordReader reader(&run.log, 1000000);
  CHECK(reader.Feed(bytes.value()).ok());
  run.ended = reader.ended();
  CHECK(run.ended == (run.code == 0));
  return run;
}

inline std::string Base64(const std::string& bytes) {
  static const char* kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (size_t k = 0; k < 3; ++k)
      group = group << 8 |
              (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k])
                                    : 0u);
    for (size_t k = 0; k < 4; ++k)
      out += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63] : '=';
    if (i % 57 == 54) out += '\n';
  }
  return out + "\n";
}

inline std::string Attachment(const std::string& name,
                              const std::string& bytes) {
  return "From: a@b\nSubject: =?utf-8?Q?h=C3=A4?=\nMIME-Version: 1.0\n"
         "Content-Type: application/octet-stream; name=\"" +
         name + "\"\nContent-Transfer-Encoding: base64\n\n" + Base64(bytes);
}

inline std::string Number(size_t number, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i, number >>= 8)
    out += static_cast<char>(number & 0xFF);
  return out;
}

/// A zip with one stored member, without a checksum that counts.
inline std::string Zip(const std::string& name, const std::string& bytes,
                bool encrypted = false) {
  uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  const std::string common = Number(encrypted ? 1 : 0, 2) + Number(0, 2) +
                             Number(0, 4) + Number(~crc & 0xFFFFFFFF, 4) +
                             Number(bytes.size(), 4) + Number(bytes.size(), 4) +
                             Number(name.size(), 2) + Number(0, 2);
  const std::string local =
      "PK\x03\x04" + Number(20, 2) + common + name + bytes;
  const std::string central = "PK\x01\x02" + Number(20, 2) + Number(20, 2) +
                              common + Number(0, 2) + Number(0, 2) +
                              Number(0, 2) + Number(0, 4) + Number(0, 4) + name;
  return local + central + "PK\x05\x06" + Number(0, 4) + Number(1, 2) +
         Number(1, 2) + Number(central.size(), 4) + Number(local.size(), 4) +
         Number(0, 2);
}

inline std::string Multipart(const std::string& parts) {
  return "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n" + parts +
         "--b--\n";
}

}  // namespace sallyport

#endif  // SALLYPORT_TESTS_UNPACK_PROGRAM_RUN_H_
