// The caps of the record stream: what is at a cap passes, what is over it is
// refused by the reader and cut by the writer.

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/io.h"
#include "mail/part_record.h"
#include "tests/mail/part_record_log.h"

namespace sallyport {

using test::Begin;
using test::End;
using test::Number;
using test::PartRecordLog;
using test::Record;
using test::Text;

namespace {

bool Taken(const std::string& bytes, int most_parts = 5) {
  PartRecordLog log;
  PartRecordReader reader(&log, most_parts);
  return reader.Feed(bytes).ok();
}

std::string Repeat(const std::string& bytes, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += bytes;
  return all;
}

std::string BeginNamed(const std::string& kind, const std::string& name,
                       size_t names) {
  return Record('B', Number(0) + Number(1) + Text(kind) + Text(name) +
                         Number(static_cast<uint32_t>(names)) +
                         Repeat(Text("n"), names));
}

std::string Long(size_t size) { return std::string(size, 'x'); }

}  // namespace

TEST_CASE("a record is at most 256 kB, told by its length alone") {
  CHECK(Taken(Begin() + Record('D', Long(kMaxRecordBytes))));
  CHECK_FALSE(Taken(Begin() + Record('D', Long(kMaxRecordBytes + 1))));
  CHECK_FALSE(Taken(Begin() + "D" + Number(kMaxRecordBytes + 1)));
  CHECK_FALSE(Taken("D" + Number(0xFFFFFFFF)));
}

TEST_CASE("as many parts as the limit and no more") {
  CHECK(Taken(Repeat(Begin() + End(), 3), 3));
  CHECK_FALSE(Taken(Repeat(Begin() + End(), 4), 3));
  CHECK_FALSE(Taken(Begin(), 0));
}

TEST_CASE("what is described, all of it together, and never the data") {
  const std::string part =
      BeginNamed("leaf", Long(kMaxNameBytes), 0) + End();
  const size_t record_headers = 2 * 5;
  const size_t most = kMaxDescribedBytes / (part.size() - record_headers);
  const int any = 1000000;
  CHECK(Taken(Repeat(part, most), any));
  CHECK_FALSE(Taken(Repeat(part, most + 1), any));
  CHECK(Taken(Begin() + Repeat(Record('D', Long(kMaxRecordBytes)), 65)));
}

TEST_CASE("names of a part") {
  CHECK(Taken(BeginNamed("leaf", Long(kMaxNameBytes), kMaxPartNames)));
  CHECK_FALSE(Taken(BeginNamed("leaf", Long(kMaxNameBytes + 1), 0)));
  CHECK_FALSE(Taken(BeginNamed("leaf", "", kMaxPartNames + 1)));
  CHECK(Taken(BeginNamed(Long(kMaxFlagBytes), "", 0)));
  CHECK_FALSE(Taken(BeginNamed(Long(kMaxFlagBytes + 1), "", 0)));
}

TEST_CASE("flags of a part") {
  const auto flags = [](size_t count, size_t bytes) {
    return Number(static_cast<uint32_t>(count)) +
           Repeat(Text(Long(bytes)), count);
  };
  for (const std::string& front :
       {Begin() + "E", Begin() + End() + std::string("G")}) {
    const bool end = front.back() == 'E';
    const std::string before = front.substr(0, front.size() - 1);
    const auto record = [&](size_t count, size_t bytes) {
      return before + Record(front.back(), (end ? Text("") : Number(1)) +
                                               flags(count, bytes));
    };
    CHECK(Taken(record(kMaxFlags, kMaxFlagBytes)));
    CHECK_FALSE(Taken(record(kMaxFlags + 1, 1)));
    CHECK_FALSE(Taken(record(1, kMaxFlagBytes + 1)));
  }
}

TEST_CASE("a thousand findings") {
  const std::string finding =
      Record('F', Text("policy") + Text("x") + Number(0));
  CHECK(Taken(Repeat(finding, kMaxFindings)));
  CHECK_FALSE(Taken(Repeat(finding, kMaxFindings + 1)));
  CHECK_FALSE(Taken(
      Record('F', Text("policy") + Text(Long(kMaxNameBytes + 1)) + Number(0))));
}

TEST_CASE("subject and engine") {
  CHECK(Taken(Record('H', Text(Long(kMaxSubjectBytes)))));
  CHECK_FALSE(Taken(Record('H', Text(Long(kMaxSubjectBytes + 1)))));
  CHECK(Taken(Record('V', Text(Long(kMaxNameBytes)))));
  CHECK_FALSE(Taken(Record('V', Text(Long(kMaxNameBytes + 1)))));
}

TEST_CASE("the writer stays within the caps") {
  const Fd file(::memfd_create("records", MFD_CLOEXEC));
  PartRecordWriter writer(file.get());
  const std::vector<std::string> many(1000, Long(5000));
  writer.Begin({0, 1, Long(5000), Long(5000), many});
  writer.Data(Long(3 * kMaxRecordBytes + 1));
  writer.End({Long(5000), many});
  writer.Flags(1, many);
  writer.AddFinding(Cause::kVirus, Long(5000), 1);
  writer.Subject(Long(5000));
  writer.Engine(Long(5000));
  REQUIRE(writer.Finish().ok());
  REQUIRE(::lseek(file.get(), 0, SEEK_SET) == 0);
  PartRecordLog log;
  PartRecordReader reader(&log, 1);
  CHECK(reader.Feed(ReadToEnd(file.get(), 10000000).value()).ok());
  CHECK(reader.ended());
  REQUIRE(log.bytes.size() == 1);
  CHECK(log.bytes[0] == Long(3 * kMaxRecordBytes + 1));
}

}  // namespace sallyport
