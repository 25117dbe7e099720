#include "mail/part_record.h"

#include <sys/uio.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "base/io.h"

namespace sallyport {

namespace {

constexpr size_t kHeaderBytes = 5;
constexpr size_t kGatherBytes = 64 * 1024;
// From here on bytes are written from where they lie instead of gathered.
constexpr size_t kScatterBytes = 16 * 1024;
constexpr uint32_t kNoPartNumber = 0xFFFFFFFF;

void AppendNumber(uint32_t number, std::string* out) {
  for (int shift = 0; shift < 32; shift += 8)
    *out += static_cast<char>((number >> shift) & 0xFF);
}

void AppendText(std::string_view text, size_t most, std::string* out) {
  text = text.substr(0, most);
  AppendNumber(static_cast<uint32_t>(text.size()), out);
  *out += text;
}

uint32_t NumberAt(std::string_view bytes) {
  uint32_t number = 0;
  for (size_t i = 0; i < 4; ++i)
    number |= uint32_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return number;
}

/// Takes numbers and texts off the front of a payload.
class PayloadReader {
 public:
  explicit PayloadReader(std::string_view payload) : rest_(payload) {}

  std::optional<uint32_t> Number() {
    if (rest_.size() < 4) return std::nullopt;
    const uint32_t number = NumberAt(rest_);
    rest_.remove_prefix(4);
    return number;
  }

  std::optional<std::string> Text(size_t most) {
    const std::optional<uint32_t> length = Number();
    if (!length || *length > most || *length > rest_.size())
      return std::nullopt;
    std::string text(rest_.substr(0, *length));
    rest_.remove_prefix(*length);
    return text;
  }

  std::optional<std::vector<std::string>> Texts(size_t most_texts,
                                                size_t most) {
    const std::optional<uint32_t> count = Number();
    if (!count || *count > most_texts) return std::nullopt;
    std::vector<std::string> texts;
    for (uint32_t i = 0; i < *count; ++i) {
      std::optional<std::string> text = Text(most);
      if (!text) return std::nullopt;
      texts.push_back(std::move(*text));
    }
    return texts;
  }

  bool AtEnd() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// Writes `front` and then `back`, in one call where the kernel takes both.
Status WriteBoth(int fd, std::string_view front, std::string_view back) {
  while (!front.empty()) {
    const struct iovec pieces[] = {
        {const_cast<char*>(front.data()), front.size()},
        {const_cast<char*>(back.data()), back.size()}};
    const ssize_t wrote = ::writev(fd, pieces, 2);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return SystemError("writev", "record stream");
    const size_t bytes = static_cast<size_t>(wrote);
    back.remove_prefix(bytes - std::min(bytes, front.size()));
    front.remove_prefix(std::min(bytes, front.size()));
  }
  return WriteAll(fd, back);
}

Status Malformed(const char* what) { return FormatError("record", what); }

}  // namespace

void PartRecordWriter::Flush() {
  if (status_.ok()) status_ = WriteAll(fd_, gathered_);
  gathered_.clear();
}

void PartRecordWriter::Record(char type, std::string_view payload) {
  gathered_ += type;
  AppendNumber(static_cast<uint32_t>(payload.size()), &gathered_);
  gathered_ += payload;
  if (gathered_.size() >= kGatherBytes) Flush();
}

int PartRecordWriter::Begin(const PartBegin& begin) {
  std::string payload;
  AppendNumber(static_cast<uint32_t>(begin.parent), &payload);
  AppendNumber(static_cast<uint32_t>(begin.depth), &payload);
  AppendText(begin.kind, kMaxFlagBytes, &payload);
  AppendText(begin.name, kMaxNameBytes, &payload);
  const size_t names = std::min(begin.names.size(), kMaxPartNames);
  AppendNumber(static_cast<uint32_t>(names), &payload);
  for (size_t i = 0; i < names; ++i)
    AppendText(begin.names[i], kMaxNameBytes, &payload);
  Record('B', payload);
  return ++parts_;
}

void PartRecordWriter::Data(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, kMaxRecordBytes);
    if (piece.size() < kScatterBytes) {
      Record('D', piece);
    } else {
      gathered_ += 'D';
      AppendNumber(static_cast<uint32_t>(piece.size()), &gathered_);
      if (status_.ok()) status_ = WriteBoth(fd_, gathered_, piece);
      gathered_.clear();
    }
    bytes.remove_prefix(piece.size());
  }
}

void PartRecordWriter::End(const PartEnd& end) {
  std::string payload;
  AppendText(end.type, kMaxNameBytes, &payload);
  const size_t flags = std::min(end.flags.size(), kMaxFlags);
  AppendNumber(static_cast<uint32_t>(flags), &payload);
  for (size_t i = 0; i < flags; ++i)
    AppendText(end.flags[i], kMaxFlagBytes, &payload);
  Record('E', payload);
}

void PartRecordWriter::Flags(int part, const std::vector<std::string>& flags) {
  std::string payload;
  AppendNumber(static_cast<uint32_t>(part), &payload);
  const size_t count = std::min(flags.size(), kMaxFlags);
  AppendNumber(static_cast<uint32_t>(count), &payload);
  for (size_t i = 0; i < count; ++i)
    AppendText(flags[i], kMaxFlagBytes, &payload);
  Record('G', payload);
}

void PartRecordWriter::AddFinding(Cause cause, std::string_view name,
                                  int part) {
  std::string payload;
  AppendText(Name(cause), kMaxFlagBytes, &payload);
  AppendText(name, kMaxNameBytes, &payload);
  AppendNumber(part < 0 ? kNoPartNumber : static_cast<uint32_t>(part),
               &payload);
  Record('F', payload);
}

void PartRecordWriter::Subject(std::string_view subject) {
  std::string payload;
  AppendText(subject, kMaxSubjectBytes, &payload);
  Record('H', payload);
}

void PartRecordWriter::Engine(std::string_view engine) {
  std::string payload;
  AppendText(engine, kMaxNameBytes, &payload);
  Record('V', payload);
}

Status PartRecordWriter::Finish() {
  Record('Z', {});
  Flush();
  return status_;
}

Status PartRecordReader::Feed(std::string_view bytes) {
  // Whole records are read where they lie; only a cut one is copied.
  while (!bytes.empty()) {
    if (ended_) return Malformed("bytes behind the end record");
    std::string_view record = bytes;
    if (!pending_.empty()) {
      const size_t have = pending_.size();
      size_t need = kHeaderBytes;
      if (have >= kHeaderBytes)
        need += NumberAt(std::string_view(pending_).substr(1));
      const size_t take = std::min(bytes.size(), need - have);
      pending_.append(bytes.substr(0, take));
      bytes.remove_prefix(take);
      record = pending_;
    }
    if (record.size() < kHeaderBytes) {
      if (pending_.empty()) pending_ = record;
      if (record.data() == bytes.data()) bytes = {};
      continue;
    }
    const size_t length = NumberAt(record.substr(1));
    if (length > kMaxRecordBytes) return Malformed("record too long");
    if (record.size() - kHeaderBytes < length) {
      if (pending_.empty()) {
        pending_ = record;
        bytes = {};
      }
      continue;
    }
    Status status = Record(record[0], record.substr(kHeaderBytes, length));
    if (!status.ok()) return status;
    if (pending_.empty())
      bytes.remove_prefix(kHeaderBytes + length);
    else
      pending_.clear();
  }
  return {};
}

Status PartRecordReader::Record(char type, std::string_view payload) {
  if (type != 'D') described_ += payload.size();
  if (described_ > kMaxDescribedBytes) return Malformed("too much described");
  PayloadReader reader(payload);
  switch (type) {
    case 'B':
      return Begin(payload);
    case 'D':
      if (!in_part_) return Malformed("data outside a part");
      return sink_->OnData(payload);
    case 'E':
      return End(payload);
    case 'G':
      return Flags(payload);
    case 'F':
      return AddFinding(payload);
    case 'H': {
      std::optional<std::string> subject = reader.Text(kMaxSubjectBytes);
      if (!subject || !reader.AtEnd()) return Malformed("bad subject");
      sink_->OnSubject(std::move(*subject));
      return {};
    }
    case 'V': {
      std::optional<std::string> engine = reader.Text(kMaxNameBytes);
      if (!engine || !reader.AtEnd()) return Malformed("bad engine");
      sink_->OnEngine(std::move(*engine));
      return {};
    }
    case 'Z':
      if (in_part_ || !payload.empty()) return Malformed("bad end");
      ended_ = true;
      return {};
    default:
      return Malformed("unknown type");
  }
}

Status PartRecordReader::Begin(std::string_view payload) {
  if (in_part_) return Malformed("part inside a part");
  if (parts_ >= max_parts_) return Malformed("too many parts");
  PayloadReader reader(payload);
  const std::optional<uint32_t> parent = reader.Number();
  const std::optional<uint32_t> depth = reader.Number();
  std::optional<std::string> kind = reader.Text(kMaxFlagBytes);
  std::optional<std::string> name = reader.Text(kMaxNameBytes);
  std::optional<std::vector<std::string>> names =
      reader.Texts(kMaxPartNames, kMaxNameBytes);
  if (!parent || !depth || !kind || !name || !names || !reader.AtEnd())
    return Malformed("bad begin");
  if (*parent > static_cast<uint32_t>(parts_) || *depth > 1000000)
    return Malformed("bad parent");
  ++parts_;
  in_part_ = true;
  return sink_->OnBegin(
      parts_, PartBegin{static_cast<int>(*parent), static_cast<int>(*depth),
                        std::move(*kind), std::move(*name),
                        std::move(*names)});
}

Status PartRecordReader::End(std::string_view payload) {
  if (!in_part_) return Malformed("end outside a part");
  PayloadReader reader(payload);
  std::optional<std::string> type = reader.Text(kMaxNameBytes);
  std::optional<std::vector<std::string>> flags =
      reader.Texts(kMaxFlags, kMaxFlagBytes);
  if (!type || !flags || !reader.AtEnd()) return Malformed("bad part end");
  in_part_ = false;
  return sink_->OnEnd(PartEnd{std::move(*type), std::move(*flags)});
}

Status PartRecordReader::Flags(std::string_view payload) {
  PayloadReader reader(payload);
  const std::optional<uint32_t> part = reader.Number();
  std::optional<std::vector<std::string>> flags =
      reader.Texts(kMaxFlags, kMaxFlagBytes);
  if (!part || !flags || !reader.AtEnd()) return Malformed("bad flags");
  if (*part > static_cast<uint32_t>(parts_)) return Malformed("bad part");
  return sink_->OnFlags(static_cast<int>(*part), std::move(*flags));
}

Status PartRecordReader::AddFinding(std::string_view payload) {
  if (++findings_ > kMaxFindings) return Malformed("too many findings");
  PayloadReader reader(payload);
  const std::optional<std::string> cause_name = reader.Text(kMaxFlagBytes);
  std::optional<std::string> name = reader.Text(kMaxNameBytes);
  const std::optional<uint32_t> part = reader.Number();
  if (!cause_name || !name || !part || !reader.AtEnd())
    return Malformed("bad finding");
  const std::optional<Cause> cause = ParseCause(*cause_name);
  if (!cause) return Malformed("unknown cause");
  if (*part != kNoPartNumber && *part > static_cast<uint32_t>(parts_))
    return Malformed("bad part");
  Finding finding;
  finding.cause = *cause;
  finding.name = std::move(*name);
  finding.part = *part == kNoPartNumber ? kNoPart : static_cast<int>(*part);
  return sink_->OnFinding(std::move(finding));
}

}  // namespace sallyport
