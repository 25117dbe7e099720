// The record stream from sallyport-unpack (not trusted) to whoever started
// it (trusted): parts with their bytes, findings, and an end record.
//
// A record is a type byte, a little-endian u32 payload length, the payload.
// Inside a payload a text is a u32 length and its bytes, a number is a u32.
//
//   B  begin part    parent, depth, kind, name, count, names...
//   D  data          bytes of the part begun last
//   E  end part      type, count, flags...
//   G  more flags    part, count, flags...      (an earlier part turned out so)
//   F  finding       cause, name, part or 0xFFFFFFFF
//   H  subject       the decoded Subject, for logs
//   V  engine        name and version of the policy rules
//   Z  end           no payload; the last record
//
// Parts are numbered from 1 in the order of their B records; a parent is an
// earlier number (0 is the raw message). A stream that breaks any rule, goes
// over a cap, or lacks its Z means "not unpacked".

#ifndef SALLYPORT_MAIL_PART_RECORD_H_
#define SALLYPORT_MAIL_PART_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mail/finding.h"

namespace sallyport {

inline constexpr size_t kMaxRecordBytes = 256 * 1024;
inline constexpr size_t kMaxPartNames = 64;
inline constexpr size_t kMaxNameBytes = 2048;
inline constexpr size_t kMaxFlags = 32;
inline constexpr size_t kMaxFlagBytes = 64;
inline constexpr size_t kMaxFindings = 1000;
inline constexpr size_t kMaxSubjectBytes = 1000;
/// All payloads but those of data together: what the reader keeps in memory.
inline constexpr size_t kMaxDescribedBytes = 16 * 1024 * 1024;

struct PartBegin {
  int parent = 0;
  int depth = 1;
  std::string kind;
  std::string name;
  std::vector<std::string> names;
};

struct PartEnd {
  std::string type;
  std::vector<std::string> flags;
};

/// Writes the stream. Small records are gathered; a failed write is kept and
/// told by Finish(). Whoever writes checks the caps above beforehand:
/// longer texts are cut at their cap.
class PartRecordWriter {
 public:
  explicit PartRecordWriter(int fd) : fd_(fd) {}

  /// Returns the number of the part begun.
  int Begin(const PartBegin& begin);
  void Data(std::string_view bytes);
  void End(const PartEnd& end);
  void Flags(int part, const std::vector<std::string>& flags);
  void AddFinding(Cause cause, std::string_view name, int part);
  void Subject(std::string_view subject);
  void Engine(std::string_view engine);
  /// Writes the end record and all that is gathered.
  Status Finish();
  /// False once a write failed: nothing more is worth doing.
  bool ok() const { return status_.ok(); }

 private:
  void Record(char type, std::string_view payload);
  void Flush();

  int fd_;
  int parts_ = 0;
  std::string gathered_;
  Status status_;
};

/// What the reader hands on, in the order of the stream, already checked.
class PartRecordSink {
 public:
  virtual ~PartRecordSink() = default;
  virtual Status OnBegin(int part, PartBegin begin) = 0;
  virtual Status OnData(std::string_view bytes) = 0;
  virtual Status OnEnd(PartEnd end) = 0;
  virtual Status OnFlags(int part, std::vector<std::string> flags) = 0;
  virtual Status OnFinding(Finding finding) = 0;
  virtual void OnSubject(std::string subject) = 0;
  virtual void OnEngine(std::string engine) = 0;
};

/// Reads the stream in pieces of any size.
class PartRecordReader {
 public:
  PartRecordReader(PartRecordSink* sink, int max_parts)
      : sink_(sink), max_parts_(max_parts) {}

  Status Feed(std::string_view bytes);
  /// True once the end record was read; bytes after it are an error of Feed.
  bool ended() const { return ended_; }
  int parts() const { return parts_; }

 private:
  Status Record(char type, std::string_view payload);
  Status Begin(std::string_view payload);
  Status End(std::string_view payload);
  Status Flags(std::string_view payload);
  Status AddFinding(std::string_view payload);

  PartRecordSink* sink_;
  int max_parts_;
  int parts_ = 0;
  size_t findings_ = 0;
  size_t described_ = 0;
  bool in_part_ = false;
  bool ended_ = false;
  std::string pending_;
};

}  // namespace sallyport

#endif  // SALLYPORT_MAIL_PART_RECORD_H_
