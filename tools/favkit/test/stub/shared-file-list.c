/*
 * A stand-in for LSSharedFileList and the part of Core Foundation that favkit calls: the list is kept in memory, or in
 * the file FAVKIT_STUB_FILE names, so that it outlives a process. A reference is no address but a number made of a slot
 * and of how often the slot was used, so that a reference used after its last release is always noticed.
 *
 * FAVKIT_STUB_MODE: null-list, null-snapshot (the handle is NULL), inert (writes answer well and change nothing),
 * refuse (writes answer with an error).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t Ref;
typedef enum { FREE, STRING, URL, ARRAY, LIST, ITEM, BOOLEAN } Kind;

#define SLOTS 65536
#define ITEMS 1024
#define NO_INTERACTION_AND_NO_MOUNT 3

typedef struct {
  Kind kind;
  uint32_t generation;
  int32_t count;
  char *text;   /* STRING, URL */
  Ref *members; /* what it owns: the members of an ARRAY, the string of a URL */
  long length;  /* how many members; the value of a BOOLEAN */
  struct Entry *entry; /* ITEM */
} Object;

typedef struct Entry {
  uint32_t id;
  int hidden;
  char *name; /* NULL: none */
  char *url;  /* NULL: cannot be resolved */
} Entry;

static Object objects[SLOTS];
static uint32_t next_slot, live, immortal, over_releases, wrong_flags, calls;
static Entry *entries[ITEMS];
static uint32_t entry_count, next_id = 1, seed = 1;

void *kLSSharedFileListFavoriteItems, *kLSSharedFileListFavoriteVolumes, *kLSSharedFileListRecentApplicationItems,
    *kLSSharedFileListRecentDocumentItems, *kLSSharedFileListRecentServerItems, *kLSSharedFileListItemBeforeFirst,
    *kLSSharedFileListItemLast, *kLSSharedFileListItemHidden, *kCFBooleanTrue, *kCFBooleanFalse;

static char *copied(const char *text) { return text == NULL ? NULL : strdup(text); }

static int mode(const char *name) {
  const char *now = getenv("FAVKIT_STUB_MODE");
  return now != NULL && strcmp(now, name) == 0;
}

static Ref made(Kind kind) {
  for (uint32_t tries = 0; tries < SLOTS; tries += 1) {
    uint32_t slot = next_slot++ % SLOTS;
    if (objects[slot].kind != FREE) continue;
    uint32_t generation = objects[slot].generation + 1;
    memset(&objects[slot], 0, sizeof(Object));
    objects[slot].kind = kind;
    objects[slot].generation = generation;
    objects[slot].count = 1;
    live += 1;
    return ((Ref)generation << 20) | ((Ref)slot << 4) | 8;
  }
  abort();
}

/* The object behind a reference, or NULL when it is none any more: that is counted. */
static Object *at(Ref ref) {
  Object *object = &objects[(ref >> 4) % SLOTS];
  if (object->kind != FREE && object->generation == (uint32_t)(ref >> 20)) return object;
  over_releases += 1;
  return NULL;
}

static Object *of(Ref ref, Kind kind) {
  Object *object = at(ref);
  return object != NULL && object->kind == kind ? object : NULL;
}

static Ref text_object(Kind kind, const char *text) {
  Ref ref = made(kind);
  at(ref)->text = copied(text);
  return ref;
}

Ref CFRetain(Ref ref) {
  Object *object = at(ref);
  if (object != NULL) object->count += 1;
  return ref;
}

void CFRelease(Ref ref) {
  Object *object = at(ref);
  if (object == NULL || --object->count > 0) return;
  for (long index = 0; index < object->length && object->members != NULL; index += 1) CFRelease(object->members[index]);
  free(object->text);
  free(object->members);
  object->kind = FREE;
  live -= 1;
}

long CFArrayGetCount(Ref ref) {
  Object *array = of(ref, ARRAY);
  return array == NULL ? 0 : array->length;
}

Ref CFArrayGetValueAtIndex(Ref ref, long index) {
  Object *array = of(ref, ARRAY);
  return array == NULL || index < 0 || index >= array->length ? 0 : array->members[index];
}

Ref CFStringCreateWithCString(Ref allocator, const char *text, uint32_t encoding) {
  (void)allocator;
  return encoding == 0x08000100 ? text_object(STRING, text) : 0;
}

/* Core Foundation counts UTF-16 units; the bytes are never fewer. */
long CFStringGetLength(Ref ref) {
  Object *string = of(ref, STRING);
  return string == NULL ? 0 : (long)strlen(string->text);
}

long CFStringGetMaximumSizeForEncoding(long length, uint32_t encoding) {
  return encoding == 0x08000100 ? length * 3 : -1;
}

uint8_t CFStringGetCString(Ref ref, char *buffer, long size, uint32_t encoding) {
  Object *string = of(ref, STRING);
  if (string == NULL || encoding != 0x08000100 || (long)strlen(string->text) >= size) return 0;
  strcpy(buffer, string->text);
  return 1;
}

Ref CFURLCreateWithString(Ref allocator, Ref ref, Ref base) {
  (void)allocator;
  (void)base;
  Object *string = of(ref, STRING);
  return string == NULL || strchr(string->text, ' ') != NULL ? 0 : text_object(URL, string->text);
}

/* The get rule: the URL keeps the string. Here it is one more slot, which goes with the URL. */
Ref CFURLGetString(Ref ref) {
  Object *url = of(ref, URL);
  if (url == NULL) return 0;
  if (url->members == NULL) {
    url->members = malloc(sizeof(Ref));
    url->members[0] = text_object(STRING, url->text);
    url->length = 1;
  }
  return url->members[0];
}

uint8_t CFBooleanGetValue(Ref ref) {
  Object *boolean = of(ref, BOOLEAN);
  return boolean != NULL && boolean->length != 0;
}

/* Lists */

static void forget(void) {
  for (uint32_t index = 0; index < entry_count; index += 1) {
    free(entries[index]->name);
    free(entries[index]->url);
    free(entries[index]);
  }
  entry_count = 0;
}

static Entry *entry_of(uint32_t id, int hidden, const char *name, const char *url) {
  Entry *entry = calloc(1, sizeof(Entry));
  entry->id = id;
  entry->hidden = hidden;
  entry->name = copied(name);
  entry->url = copied(url);
  return entry;
}

static void insert(Entry *entry, uint32_t index) {
  if (entry_count == ITEMS) abort();
  memmove(&entries[index + 1], &entries[index], (entry_count - index) * sizeof(Entry *));
  entries[index] = entry;
  entry_count += 1;
}

/* One item a line: hidden, name, URL and, once it was written here, id, separated by tabs; "-" is NULL. */
static void load(void) {
  const char *path = getenv("FAVKIT_STUB_FILE");
  FILE *file = path == NULL ? NULL : fopen(path, "r");
  char line[4096];
  if (path == NULL) return;
  forget();
  next_id = 1;
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    char *name, *url, *id;
    line[strcspn(line, "\n")] = 0;
    if ((name = strchr(line, '\t')) == NULL || (url = strchr(name + 1, '\t')) == NULL) continue;
    *name++ = 0;
    *url++ = 0;
    if ((id = strchr(url, '\t')) != NULL) {
      *id++ = 0;
    }
    uint32_t known = id == NULL ? next_id : (uint32_t)atoi(id);
    if (known >= next_id) next_id = known + 1;
    insert(entry_of(known, line[0] == '1', strcmp(name, "-") ? name : NULL, strcmp(url, "-") ? url : NULL), entry_count);
  }
  if (file != NULL) fclose(file);
}

static void save(void) {
  const char *path = getenv("FAVKIT_STUB_FILE");
  seed += 1;
  if (path == NULL) return;
  FILE *file = fopen(path, "w");
  if (file == NULL) abort();
  for (uint32_t index = 0; index < entry_count; index += 1) {
    Entry *entry = entries[index];
    fprintf(file, "%d\t%s\t%s\t%u\n", entry->hidden, entry->name ? entry->name : "-", entry->url ? entry->url : "-", entry->id);
  }
  fclose(file);
}

static uint32_t index_of(Entry *entry) {
  for (uint32_t index = 0; index < entry_count; index += 1)
    if (entries[index] == entry) return index;
  return entry_count;
}

static Entry *take(uint32_t index) {
  Entry *entry = entries[index];
  entry_count -= 1;
  memmove(&entries[index], &entries[index + 1], (entry_count - index) * sizeof(Entry *));
  return entry;
}

static Ref item_object(Entry *entry) {
  Ref ref = made(ITEM);
  at(ref)->entry = entry;
  return ref;
}

/* Where something goes that shall stand behind the item. */
static uint32_t behind(Ref after) {
  if (after == (Ref)(uintptr_t)kLSSharedFileListItemBeforeFirst) return 0;
  if (after == (Ref)(uintptr_t)kLSSharedFileListItemLast) return entry_count;
  Object *item = of(after, ITEM);
  uint32_t index = item == NULL ? entry_count : index_of(item->entry);
  return index < entry_count ? index + 1 : entry_count;
}

Ref LSSharedFileListCreate(Ref allocator, Ref type, Ref options) {
  (void)allocator;
  (void)options;
  calls += 1;
  if (mode("null-list") || of(type, STRING) == NULL) return 0;
  load();
  return made(LIST);
}

uint32_t LSSharedFileListGetSeedValue(Ref list) { return of(list, LIST) == NULL ? 0 : seed; }

Ref LSSharedFileListCopySnapshot(Ref list, uint32_t *out) {
  if (mode("null-snapshot") || of(list, LIST) == NULL) return 0;
  Ref ref = made(ARRAY);
  Object *array = at(ref);
  array->length = entry_count;
  array->members = calloc(entry_count + 1, sizeof(Ref));
  for (uint32_t index = 0; index < entry_count; index += 1) array->members[index] = item_object(entries[index]);
  if (out != NULL) *out = seed;
  return ref;
}

uint32_t LSSharedFileListItemGetID(Ref ref) {
  Object *item = of(ref, ITEM);
  return item == NULL ? 0 : item->entry->id;
}

Ref LSSharedFileListItemCopyDisplayName(Ref ref) {
  Object *item = of(ref, ITEM);
  return item == NULL || item->entry->name == NULL ? 0 : text_object(STRING, item->entry->name);
}

Ref LSSharedFileListItemCopyResolvedURL(Ref ref, uint32_t flags, Ref *error) {
  Object *item = of(ref, ITEM);
  if (flags != NO_INTERACTION_AND_NO_MOUNT) wrong_flags += 1;
  if (error != NULL) *error = 0;
  return item == NULL || item->entry->url == NULL ? 0 : text_object(URL, item->entry->url);
}

Ref LSSharedFileListItemCopyProperty(Ref ref, Ref key) {
  Object *item = of(ref, ITEM);
  if (item == NULL || key != (Ref)(uintptr_t)kLSSharedFileListItemHidden || !item->entry->hidden) return 0;
  return CFRetain((Ref)(uintptr_t)kCFBooleanTrue);
}

int32_t LSSharedFileListItemSetProperty(Ref ref, Ref key, Ref value) {
  Object *item = of(ref, ITEM);
  if (mode("refuse") || item == NULL || key != (Ref)(uintptr_t)kLSSharedFileListItemHidden) return -50;
  if (!mode("inert")) item->entry->hidden = CFBooleanGetValue(value);
  save();
  return 0;
}

/* The last part of a URL, decoded: the name that the system would show. */
static char *last_part(const char *url) {
  char *path = strdup(url), *write = path;
  size_t length = strlen(path);
  if (length > 8 && path[length - 1] == '/') path[length - 1] = 0;
  const char *slash = strrchr(path, '/'), *read = slash == NULL || slash[1] == 0 ? path : slash + 1;
  while (*read != 0) {
    unsigned byte;
    if (*read == '%' && sscanf(read + 1, "%2x", &byte) == 1) {
      *write++ = (char)byte;
      read += 3;
    } else {
      *write++ = *read++;
    }
  }
  *write = 0;
  return path;
}

/* What is in the list already is moved and updated, as the documentation says. */
Ref LSSharedFileListInsertItemURL(Ref list, Ref after, Ref name, Ref icon, Ref url, Ref set, Ref clear) {
  (void)icon;
  (void)set;
  (void)clear;
  Object *address = of(url, URL);
  if (mode("refuse") || of(list, LIST) == NULL || address == NULL) return 0;
  if (mode("inert")) return item_object(entry_of(0, 0, NULL, address->text)); /* leaks an entry, no object */
  uint32_t index = behind(after);
  Entry *entry = NULL;
  for (uint32_t each = 0; each < entry_count; each += 1) {
    if (entries[each]->url == NULL || strcmp(entries[each]->url, address->text) != 0) continue;
    entry = take(each);
    if (each < index) index -= 1;
    break;
  }
  if (entry == NULL) entry = entry_of(next_id++, 0, NULL, address->text);
  Object *text = name == 0 ? NULL : of(name, STRING);
  if (text != NULL) {
    free(entry->name);
    entry->name = copied(text->text);
  }
  if (entry->name == NULL) entry->name = last_part(entry->url);
  insert(entry, index);
  save();
  return item_object(entry);
}

int32_t LSSharedFileListItemMove(Ref list, Ref ref, Ref after) {
  Object *item = of(ref, ITEM);
  if (mode("refuse") || of(list, LIST) == NULL || item == NULL) return -50;
  if (mode("inert")) return 0;
  uint32_t from = index_of(item->entry), to = behind(after);
  if (from == entry_count) return -50;
  Entry *entry = take(from);
  insert(entry, from < to ? to - 1 : to);
  save();
  return 0;
}

int32_t LSSharedFileListItemRemove(Ref list, Ref ref) {
  Object *item = of(ref, ITEM);
  if (mode("refuse") || of(list, LIST) == NULL || item == NULL) return -50;
  if (mode("inert")) return 0;
  uint32_t index = index_of(item->entry);
  if (index == entry_count) return -50;
  take(index); /* other references to the item may still be held: its entry stays */
  save();
  return 0;
}

/* For tests */

uint32_t favkit_stub_live(void) { return live - immortal; }
uint32_t favkit_stub_over_releases(void) { return over_releases; }
uint32_t favkit_stub_wrong_flags(void) { return wrong_flags; }
uint32_t favkit_stub_calls(void) { return calls; }

__attribute__((constructor)) static void begin(void) {
  struct { void **symbol; const char *text; } constants[] = {
    { &kLSSharedFileListFavoriteItems, "com.apple.LSSharedFileList.FavoriteItems" },
    { &kLSSharedFileListFavoriteVolumes, "com.apple.LSSharedFileList.FavoriteVolumes" },
    { &kLSSharedFileListRecentApplicationItems, "com.apple.LSSharedFileList.RecentApplications" },
    { &kLSSharedFileListRecentDocumentItems, "com.apple.LSSharedFileList.RecentDocuments" },
    { &kLSSharedFileListRecentServerItems, "com.apple.LSSharedFileList.RecentServers" },
    { &kLSSharedFileListItemBeforeFirst, "before first" },
    { &kLSSharedFileListItemLast, "last" },
    { &kLSSharedFileListItemHidden, "com.apple.LSSharedFileList.ItemIsHidden" },
  };
  for (size_t index = 0; index < sizeof constants / sizeof constants[0]; index += 1)
    *constants[index].symbol = (void *)(uintptr_t)text_object(STRING, constants[index].text);
  Ref yes = made(BOOLEAN), no = made(BOOLEAN);
  at(yes)->length = 1;
  kCFBooleanTrue = (void *)(uintptr_t)yes;
  kCFBooleanFalse = (void *)(uintptr_t)no;
  immortal = live;
}
