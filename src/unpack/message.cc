#include "unpack/message.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <map>

#include "mail/address.h"
#include "unpack/declared.h"
#include "unpack/encoded_body.h"
#include "unpack/gobject.h"
#include "unpack/line_cursor.h"
#include "unpack/message_stream.h"
#include "unpack/open.h"
#include "unpack/policy.h"
#include "unpack/readings.h"

namespace sallyport {

namespace {

/// Oddities that are told, but are no finding by themselves.
constexpr std::string_view kConflictFlag = "conflict";
constexpr std::string_view kEncodingFlag = "encoding";
constexpr size_t kSmallTreeBytes = 1024 * 1024;

struct FieldOffsets {
  gint64 first = -1;
  gint64 last = -1;
};

/// Where the object's own header fields begin in the source.
FieldOffsets OffsetsOf(GMimeObject* object) {
  FieldOffsets offsets;
  if (object == nullptr) return offsets;
  GMimeHeaderList* fields = g_mime_object_get_header_list(object);
  for (int i = 0; i < g_mime_header_list_get_count(fields); ++i) {
    const gint64 at =
        g_mime_header_get_offset(g_mime_header_list_get_header_at(fields, i));
    if (at < 0) continue;
    if (offsets.first < 0 || at < offsets.first) offsets.first = at;
    offsets.last = std::max(offsets.last, at);
  }
  return offsets;
}

/// The same of a message, whose Content- fields are its body's.
FieldOffsets OffsetsOf(GMimeMessage* message) {
  const FieldOffsets own = OffsetsOf(GMIME_OBJECT(message));
  const FieldOffsets body = OffsetsOf(g_mime_message_get_mime_part(message));
  if (own.first < 0) return body;
  if (body.first < 0) return own;
  return {std::min(own.first, body.first), std::max(own.last, body.last)};
}

/// The range of a leaf's encoded content.
GMimeStream* ContentOf(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  return content == nullptr ? nullptr : g_mime_data_wrapper_get_stream(content);
}

bool HasUnknownEncoding(GMimeObject* object) {
  const char* value =
      g_mime_object_get_header(object, "Content-Transfer-Encoding");
  return value != nullptr && *value != '\0' &&
         g_mime_content_encoding_from_string(value) ==
             GMIME_CONTENT_ENCODING_DEFAULT;
}

class MessageWalk {
 public:
  MessageWalk(Unpacking* unpacking, Source* source)
      : unpacking_(unpacking), source_(source) {}

  void Message(GMimeMessage* message, Part* parent, int depth);
  /// What other readers make of it, to be asked for at the end.
  void Others(Part* parent);

 private:
  /// Text in an encoding that nobody declared.
  struct Unasked {
    EncodedBody body;
    int parent;
    int depth;
  };

  void Object(GMimeObject* object, const FieldOffsets& fields, Part* parent,
              int depth);
  void Leaf(GMimePart* leaf, const FieldOffsets& fields, Part* parent,
            int depth);
  void Body(EncodedBody body, Part* parent, int depth);
  void Attached(GMimeMessagePart* attached, const FieldOffsets& fields,
                Part* parent, int depth);
  void Multipart(GMimeMultipart* multipart, const FieldOffsets& fields,
                 Part* parent, int depth);
  void Preamble(uint64_t begin, Part* parent, int depth);
  void Epilogue(const std::string& boundary, Part* parent, int depth);
  void Face(std::string_view kind, uint64_t begin, uint64_t end, Part* parent,
            int depth);
  void Advance(gint64 offset) {
    if (offset > 0)
      reached_ = std::max(reached_, static_cast<uint64_t>(offset));
  }

  Unpacking* unpacking_;
  Source* source_;
  std::vector<std::string> boundaries_;  // of the multiparts around
  uint64_t reached_ = 0;                 // how far the walk has come, at least
  bool sealed_ = false;                  // inside multipart/encrypted
  CoveredBodies covered_;
  bool quotes_ = false;  // some text has MIME in it
  std::vector<Unasked> unasked_;
  std::map<int, Part> parents_;  // of those
};

void MessageWalk::Message(GMimeMessage* message, Part* parent, int depth) {
  GMimeObject* body = g_mime_message_get_mime_part(message);
  if (body == nullptr) return;
  const FieldOffsets offsets = OffsetsOf(message);
  Advance(offsets.last);
  Object(body, offsets, parent, depth);
}

void MessageWalk::Object(GMimeObject* object, const FieldOffsets& fields,
                         Part* parent, int depth) {
  if (!unpacking_->records->ok()) return;
  if (GMIME_IS_MULTIPART(object))
    Multipart(GMIME_MULTIPART(object), fields, parent, depth);
  else if (GMIME_IS_MESSAGE_PART(object))
    Attached(GMIME_MESSAGE_PART(object), fields, parent, depth);
  else if (GMIME_IS_PART(object))
    Leaf(GMIME_PART(object), fields, parent, depth);
}

void MessageWalk::Leaf(GMimePart* leaf, const FieldOffsets& fields,
                       Part* parent, int depth) {
  GMimeObject* object = GMIME_OBJECT(leaf);
  Declared declared = ReadDeclared(object);
  EncodedBody body;
  if (GMimeStream* content = ContentOf(leaf); content != nullptr) {
    Advance(content->bound_end);
    body.begin = static_cast<uint64_t>(content->bound_start);
    body.end = static_cast<uint64_t>(content->bound_end);
  }
  // Where the header ends is not looked for: the next empty line may be as
  // far away for each of many parts.
  if (fields.first >= 0)
    ReadHiddenNames(source_, static_cast<uint64_t>(fields.first), body.begin,
                    &declared);
  body.kind = kLeafKind;
  body.names = std::move(declared.names);
  body.types = std::move(declared.types);
  body.charsets = std::move(declared.charsets);
  body.encoding = g_mime_part_get_content_encoding(leaf);
  if (declared.unknown_charset) body.flags.push_back(kCharsetFlag);
  if (declared.conflicting) body.flags.push_back(kConflictFlag);
  if (declared.too_many) body.flags.push_back(kLimitFlag);
  if (HasUnknownEncoding(object)) body.flags.push_back(kEncodingFlag);
  if (sealed_) body.flags.push_back(kSealedFlag);
  covered_.Add(body.begin, body.end, body.encoding);
  Body(std::move(body), parent, depth);
}

/// Writes a body. What its text seems to be besides is asked for at the end,
/// since a header may say so.
void MessageWalk::Body(EncodedBody body, Part* parent, int depth) {
  TextSigns signs;
  WriteEncodedBody(unpacking_, source_, body, parent, depth, &signs);
  quotes_ = quotes_ || signs.quotes_mime;
  body.kind = kDecodedKind;
  body.flags.clear();
  const auto decode = [&](GMimeContentEncoding encoding) {
    body.encoding = encoding;
    parents_.try_emplace(parent->number, *parent);
    unasked_.push_back({body, parent->number, depth});
  };
  if (signs.base64) decode(GMIME_CONTENT_ENCODING_BASE64);
  if (signs.quoted_printable) decode(GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
}

void MessageWalk::Others(Part* parent) {
  WriteReadings(
      unpacking_, source_,
      quotes_ ? EntityScan::Style::kQuoted : EntityScan::Style::kMessage,
      &covered_, parent);
  for (const Unasked& unasked : unasked_) {
    const EncodedBody& body = unasked.body;
    if (!covered_.Has(body.begin, body.end, body.encoding))
      WriteEncodedBody(unpacking_, source_, body, &parents_.at(unasked.parent),
                       unasked.depth);
  }
}

void MessageWalk::Attached(GMimeMessagePart* attached,
                           const FieldOffsets& fields, Part* parent,
                           int depth) {
  GMimeMessage* message = g_mime_message_part_get_message(attached);
  uint64_t begin = reached_;
  const FieldOffsets inner =
      message == nullptr ? FieldOffsets() : OffsetsOf(message);
  if (inner.first >= 0)
    begin = static_cast<uint64_t>(inner.first);
  else if (fields.last >= 0)
    begin = FindHeaderEnd(source_, static_cast<uint64_t>(fields.last),
                          boundaries_);
  uint64_t end = source_->Size();
  if (!boundaries_.empty()) {
    end = FindBoundary(source_, begin, boundaries_).begin;
    if (end < source_->Size()) end = TrimLineEnd(source_, begin, end);
  }
  Declared declared = ReadDeclared(GMIME_OBJECT(attached));
  if (fields.first >= 0)
    ReadHiddenNames(source_, static_cast<uint64_t>(fields.first), begin,
                    &declared);
  std::optional<PartWriter> writer = PartWriter::Begin(
      unpacking_, parent, "message", std::move(declared.names),
      std::move(declared.types), depth);
  if (!writer) return;
  if (declared.conflicting) writer->Flag(kConflictFlag);
  if (declared.too_many) writer->Flag(kLimitFlag);
  if (sealed_) writer->Flag(kSealedFlag);
  covered_.Add(begin, end, GMIME_CONTENT_ENCODING_BINARY);
  RangeSource range(source_, begin, end);
  WriteSource(&range, &*writer);
  Part part = writer->End();
  if (message == nullptr) {
    OpenPart(unpacking_, &range, std::move(part));
  } else {
    Message(message, &part, depth + 1);
    if (unpacking_->policy != nullptr)
      unpacking_->policy->AskPart(part, unpacking_->records);
  }
  Advance(static_cast<gint64>(end));
}

void MessageWalk::Multipart(GMimeMultipart* multipart,
                            const FieldOffsets& fields, Part* parent,
                            int depth) {
  if (!unpacking_->budget->DepthFits(depth + 1)) {
    FlagPart(unpacking_, kLimitFlag, parent);
    return;
  }
  const char* boundary = g_mime_object_get_content_type_parameter(
      GMIME_OBJECT(multipart), "boundary");
  const bool preamble =
      g_mime_multipart_get_prologue(multipart) != nullptr && fields.last >= 0;
  const uint64_t header_end =
      preamble ? FindHeaderEnd(source_, static_cast<uint64_t>(fields.last),
                               boundaries_)
               : 0;
  if (boundary != nullptr) boundaries_.emplace_back(boundary);
  if (preamble) Preamble(header_end, parent, depth + 1);
  const bool sealed_before = sealed_;
  sealed_ = sealed_ || GMIME_IS_MULTIPART_ENCRYPTED(multipart);
  for (int i = 0; i < g_mime_multipart_get_count(multipart); ++i) {
    GMimeObject* child = g_mime_multipart_get_part(multipart, i);
    const FieldOffsets child_fields = OffsetsOf(child);
    Advance(child_fields.last);
    Object(child, child_fields, parent, depth + 1);
  }
  sealed_ = sealed_before;
  if (boundary != nullptr) boundaries_.pop_back();
  if (boundary != nullptr &&
      g_mime_multipart_get_epilogue(multipart) != nullptr)
    Epilogue(boundary, parent, depth + 1);
}

void MessageWalk::Preamble(uint64_t begin, Part* parent, int depth) {
  const BoundaryLine line = FindBoundary(source_, begin, boundaries_);
  Face("preamble", begin, line.begin, parent, depth);
}

void MessageWalk::Epilogue(const std::string& boundary, Part* parent,
                           int depth) {
  BoundaryLine line;
  uint64_t begin = reached_;
  do {
    line = FindBoundary(source_, begin, {boundary});
    begin = line.next;
  } while (!line.final);
  line = FindBoundary(source_, begin, boundaries_);
  Face("epilogue", begin, line.begin, parent, depth);
}

/// Text outside the parts of a multipart: programs of other kinds show it.
void MessageWalk::Face(std::string_view kind, uint64_t begin, uint64_t end,
                       Part* parent, int depth) {
  Advance(static_cast<gint64>(end));
  if (end < source_->Size()) end = TrimLineEnd(source_, begin, end);
  if (begin >= end || IsBlank(source_, begin, end)) return;
  EncodedBody body;
  body.kind = kind;
  body.begin = begin;
  body.end = end;
  Body(std::move(body), parent, depth);
}

/// What has no header that GMime could read: all of it is one leaf.
void WriteWhole(Unpacking* unpacking, Source* source, Part* parent) {
  EncodedBody body;
  body.kind = kLeafKind;
  body.end = source->Size();
  body.types = {"text/plain"};
  WriteEncodedBody(unpacking, source, std::move(body), parent,
                   parent->depth + 1);
}

ObjectPtr<GMimeMessage> Parse(Source* source, TreeGuard* guard) {
  const ObjectPtr<GMimeStream> stream = NewMessageStream(source, guard);
  const ObjectPtr<GMimeParser> parser(
      g_mime_parser_new_with_stream(stream.get()));
  return ObjectPtr<GMimeMessage>(
      g_mime_parser_construct_message(parser.get(), nullptr));
}

}  // namespace

void UnpackMessage(Unpacking* unpacking, Source* source, Part* parent) {
  if (!unpacking->budget->DepthFits(parent->depth + 1) ||
      unpacking->budget->Spent()) {
    FlagPart(unpacking, kLimitFlag, parent);
    return;
  }
  TreeGuard guard(unpacking->tree_memory);
  ObjectPtr<GMimeMessage> message = Parse(source, &guard);
  if (guard.exceeded()) FlagPart(unpacking, kLimitFlag, parent);
  if (message == nullptr ||
      g_mime_message_get_mime_part(message.get()) == nullptr) {
    WriteWhole(unpacking, source, parent);
    return;
  }
  const size_t taken = guard.Taken();
  unpacking->tree_memory -= taken;
  MessageWalk walk(unpacking, source);
  walk.Message(message.get(), parent, parent->depth + 1);
  // Taking a small tree apart takes as long as making it.
  const bool outermost = unpacking->for_good && parent->depth == 0;
  if (outermost && taken < kSmallTreeBytes)
    static_cast<void>(message.release());
  message.reset();
  unpacking->tree_memory += taken;
  if (!guard.exceeded()) walk.Others(parent);
}

}  // namespace sallyport
