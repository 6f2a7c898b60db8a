/* A disk between the product and the operating system: it writes down what a process does to the files of one
 * folder, and fails, cuts, fills, spoils or ends the process at the call it is told to (tests/faults/disk.py).
 *
 * Loaded before the C library, so it stands below Python and below SQLite alike and changes neither.
 * It cannot see memory-mapped writes: only SQLite's -shm is mapped, and that is made anew after a power cut.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { OPEN = 1, WRITE = 2, SYNC = 4, CUT = 8, NAME = 16, READ = 32 };
enum { FAIL = 1, KILL = 2, SPOIL = 3, LATE = 4 };
enum { MADE = 1, WRITTEN, TRUNCATED, SYNCED, UNLINKED, RENAMED, FOLDER_MADE, FOLDER_GONE };

typedef struct {
  int64_t calls, from, to, struck, room;
  int32_t mask, what, error, spare;
} control_t;

static control_t *control;
static char watch[PATH_MAX];
static size_t watch_size;
static int record = -1;
static char *paths[4096];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((typeof(&name))next(#name))
static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
  const char *folder = getenv("LINLI_DISK_WATCH"), *map = getenv("LINLI_DISK_CONTROL");
  const char *log = getenv("LINLI_DISK_RECORD");
  if (folder == NULL || realpath(folder, watch) == NULL) return;
  watch_size = strlen(watch);
  if (map != NULL) {
    int fd = REAL(open)(map, O_RDWR | O_CLOEXEC);
    void *where = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (where != MAP_FAILED) control = where;
    if (fd >= 0) REAL(close)(fd);
  }
  if (log != NULL) record = REAL(open)(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* The path inside the watched folder, or NULL; written to out. */
static const char *inside(int at, const char *path, char *out) {
  char whole[PATH_MAX * 2];
  if (watch_size == 0 || path == NULL) return NULL;
  if (path[0] == '/') {
    snprintf(whole, sizeof whole, "%s", path);
  } else if (at == AT_FDCWD) {
    char here[PATH_MAX];
    if (getcwd(here, sizeof here) == NULL) return NULL;
    snprintf(whole, sizeof whole, "%s/%s", here, path);
  } else if (at >= 0 && at < 4096 && paths[at] != NULL) {
    snprintf(whole, sizeof whole, "%s/%s/%s", watch, paths[at], path);
  } else {
    return NULL;
  }
  char folder[PATH_MAX], *slash = strrchr(whole, '/');
  if (slash != NULL && slash != whole) { /* the last name may not exist yet, its folder does */
    char name[NAME_MAX + 1];
    snprintf(name, sizeof name, "%s", slash + 1);
    *slash = 0;
    if (realpath(whole, folder) == NULL) return NULL;
    snprintf(whole, sizeof whole, "%s/%s", folder, name);
  }
  size_t size = strlen(whole);
  while (size > 1 && whole[size - 1] == '/') whole[--size] = 0;
  if (strncmp(whole, watch, watch_size) != 0) return NULL;
  if (whole[watch_size] == 0) return strcpy(out, ".");
  if (whole[watch_size] != '/') return NULL;
  snprintf(out, PATH_MAX, "%s", whole + watch_size + 1);
  return out;
}

static const char *of(int fd) { return fd >= 0 && fd < 4096 ? paths[fd] : NULL; }

/* Whether this call is struck; it is counted either way. */
static int struck(int kind) {
  if (control == NULL || !(control->mask & kind)) return 0;
  int64_t call = ++control->calls;
  if (control->from == 0 || call < control->from || call > control->to) return 0;
  control->struck++;
  if (control->what == KILL) raise(SIGKILL);
  errno = control->error;
  return control->what;
}

static void put(uint32_t kind, const char *path, int64_t offset, const void *content, uint64_t size) {
  if (record < 0) return;
  struct { uint32_t kind, path; int64_t offset; uint64_t size; } head = {kind, strlen(path), offset, size};
  char *whole = malloc(sizeof head + head.path + size);
  memcpy(whole, &head, sizeof head);
  memcpy(whole + sizeof head, path, head.path);
  if (size) memcpy(whole + sizeof head + head.path, content, size);
  size_t left = sizeof head + head.path + size, done = 0;
  while (done < left) {
    ssize_t wrote = REAL(write)(record, whole + done, left - done);
    if (wrote <= 0) abort();
    done += wrote;
  }
  free(whole);
}

static void kept(int fd, const char *path) {
  if (fd < 0 || fd >= 4096) return;
  free(paths[fd]);
  paths[fd] = strdup(path);
}

static int opened(int at, const char *path, int flags, mode_t mode) {
  char name[PATH_MAX];
  if (inside(at, path, name) == NULL) return REAL(openat)(at, path, flags, mode);
  pthread_mutex_lock(&lock);
  int fd = -1, hit = struck(OPEN);
  if (hit != FAIL) {
    struct stat before;
    int fresh = (flags & O_CREAT) && fstatat(at, path, &before, 0) != 0;
    fd = REAL(openat)(at, path, flags, mode);
    if (fd >= 0) {
      kept(fd, name);
      if (fresh) put(MADE, name, 0, NULL, 0);
      else if (flags & O_TRUNC) put(TRUNCATED, name, 0, NULL, 0);
    }
    if (hit == LATE && fd >= 0) {
      REAL(close)(fd);
      free(paths[fd]);
      paths[fd] = NULL;
      errno = control->error;
      fd = -1;
    }
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

#define MODE mode_t mode = 0; \
  if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE return opened(at, path, flags | O_LARGEFILE, mode); }

int close(int fd) {
  if (of(fd) != NULL) {
    pthread_mutex_lock(&lock);
    free(paths[fd]);
    paths[fd] = NULL;
    pthread_mutex_unlock(&lock);
  }
  return REAL(close)(fd);
}

/* How much of a write fits: the disk's room counts what makes a file longer. */
static size_t fitting(int fd, off_t offset, size_t size) {
  struct stat now;
  if (control == NULL || control->room < 0 || fstat(fd, &now) != 0) return size;
  int64_t longer = (int64_t)offset + (int64_t)size - (int64_t)now.st_size;
  if (longer <= 0) return size;
  if (longer <= control->room) { control->room -= longer; return size; }
  size_t fits = longer - control->room >= (int64_t)size ? 0 : size - (longer - control->room);
  control->struck++;
  control->room = 0;
  return fits;
}

static ssize_t written(int fd, const void *content, size_t size, off_t offset, int seek) {
  const char *name = of(fd);
  if (name == NULL) return seek ? REAL(write)(fd, content, size) : REAL(pwrite)(fd, content, size, offset);
  pthread_mutex_lock(&lock);
  ssize_t done = -1;
  int hit = struck(WRITE);
  if (seek) {
    int flags = fcntl(fd, F_GETFL);
    struct stat now;
    offset = (flags & O_APPEND) && fstat(fd, &now) == 0 ? now.st_size : lseek(fd, 0, SEEK_CUR);
  }
  if (hit != FAIL) {
    size_t fits = fitting(fd, offset, size);
    char *spoilt = NULL;
    if (fits == 0 && size > 0) {
      errno = ENOSPC;
    } else {
      if (hit == SPOIL && fits > 0) {
        spoilt = malloc(fits);
        memcpy(spoilt, content, fits);
        spoilt[fits / 2] ^= 1;
      }
      const void *source = spoilt ? spoilt : content;
      done = seek ? REAL(write)(fd, source, fits) : REAL(pwrite)(fd, source, fits, offset);
      if (done > 0) put(WRITTEN, name, offset, source, done);
      free(spoilt);
      if (hit == LATE) { errno = control->error; done = -1; }
    }
  }
  pthread_mutex_unlock(&lock);
  return done;
}

ssize_t write(int fd, const void *content, size_t size) { return written(fd, content, size, 0, 1); }
ssize_t pwrite(int fd, const void *content, size_t size, off_t offset) { return written(fd, content, size, offset, 0); }
ssize_t pwrite64(int fd, const void *content, size_t size, off64_t offset) { return written(fd, content, size, offset, 0); }

static ssize_t come(int fd, void *content, ssize_t got, int hit) {
  if (hit == SPOIL && got > 0) ((char *)content)[got / 2] ^= 1;
  (void)fd;
  return got;
}

ssize_t read(int fd, void *content, size_t size) {
  int hit = of(fd) ? struck(READ) : 0;
  return hit == FAIL ? -1 : come(fd, content, REAL(read)(fd, content, size), hit);
}
ssize_t pread(int fd, void *content, size_t size, off_t offset) {
  int hit = of(fd) ? struck(READ) : 0;
  return hit == FAIL ? -1 : come(fd, content, REAL(pread)(fd, content, size, offset), hit);
}
ssize_t pread64(int fd, void *content, size_t size, off64_t offset) { return pread(fd, content, size, offset); }

static int shortened(int fd, off_t size) {
  const char *name = of(fd);
  if (name == NULL) return REAL(ftruncate)(fd, size);
  pthread_mutex_lock(&lock);
  int done = -1, hit = struck(CUT);
  struct stat before;
  if (hit != FAIL) {
    int known = fstat(fd, &before) == 0;
    done = REAL(ftruncate)(fd, size);
    if (done == 0) {
      put(TRUNCATED, name, size, NULL, 0);
      if (known && control && control->room >= 0 && before.st_size > size) control->room += before.st_size - size;
    }
    if (hit == LATE) { errno = control->error; done = -1; }
  }
  pthread_mutex_unlock(&lock);
  return done;
}
int ftruncate(int fd, off_t size) { return shortened(fd, size); }
int ftruncate64(int fd, off64_t size) { return shortened(fd, size); }

static int synced(int fd, int (*call)(int)) {
  const char *name = of(fd);
  if (name == NULL) return call(fd);
  pthread_mutex_lock(&lock);
  int done = -1, hit = struck(SYNC);
  if (hit != FAIL) {
    done = getenv("LINLI_DISK_QUICK") ? 0 : call(fd); /* the images decide what reached the disk */
    if (done == 0) put(SYNCED, name, 0, NULL, 0);
    if (hit == LATE) { errno = control->error; done = -1; }
  }
  pthread_mutex_unlock(&lock);
  return done;
}
int fsync(int fd) { return synced(fd, REAL(fsync)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)); }

static int removed(int at, const char *path, int flags) {
  char name[PATH_MAX];
  if (inside(at, path, name) == NULL) return REAL(unlinkat)(at, path, flags);
  pthread_mutex_lock(&lock);
  int done = -1, hit = struck(NAME);
  struct stat before;
  if (hit != FAIL) {
    int known = fstatat(at, path, &before, AT_SYMLINK_NOFOLLOW) == 0;
    done = REAL(unlinkat)(at, path, flags);
    if (done == 0) {
      put(flags & AT_REMOVEDIR ? FOLDER_GONE : UNLINKED, name, 0, NULL, 0);
      if (known && control && control->room >= 0 && S_ISREG(before.st_mode)) control->room += before.st_size;
    }
    if (hit == LATE) { errno = control->error; done = -1; }
  }
  pthread_mutex_unlock(&lock);
  return done;
}
int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return removed(at, path, flags); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }

static int renamed(int from, const char *old, int to, const char *path) {
  char before[PATH_MAX], after[PATH_MAX];
  const char *one = inside(from, old, before), *other = inside(to, path, after);
  if (one == NULL && other == NULL) return REAL(renameat)(from, old, to, path);
  pthread_mutex_lock(&lock);
  int done = -1, hit = struck(NAME);
  if (hit != FAIL) {
    done = REAL(renameat)(from, old, to, path);
    if (done == 0) put(RENAMED, one ? one : "", 0, other ? other : "", other ? strlen(other) : 0);
    if (hit == LATE) { errno = control->error; done = -1; }
  }
  pthread_mutex_unlock(&lock);
  return done;
}
int rename(const char *old, const char *path) { return renamed(AT_FDCWD, old, AT_FDCWD, path); }
int renameat(int from, const char *old, int to, const char *path) { return renamed(from, old, to, path); }

int mkdirat(int at, const char *path, mode_t mode) {
  char name[PATH_MAX];
  if (inside(at, path, name) == NULL) return REAL(mkdirat)(at, path, mode);
  pthread_mutex_lock(&lock);
  int done = -1, hit = struck(NAME);
  if (hit != FAIL) {
    done = REAL(mkdirat)(at, path, mode);
    if (done == 0) put(FOLDER_MADE, name, 0, NULL, 0);
    if (hit == LATE) { errno = control->error; done = -1; }
  }
  pthread_mutex_unlock(&lock);
  return done;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

/* Short cuts round read and write: refused, so that everybody takes the long way. */
ssize_t sendfile(int out, int in, off_t *offset, size_t count) {
  if (of(out) || of(in)) { errno = ENOSYS; return -1; }
  return ((ssize_t (*)(int, int, off_t *, size_t))next("sendfile"))(out, in, offset, count);
}
ssize_t sendfile64(int out, int in, off64_t *offset, size_t count) { return sendfile(out, in, offset, count); }
