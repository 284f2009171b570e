package npy_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/npy"
)

// archive writes a .npz file with arrays of uint16, stored and deflated.
func archive(t testing.TB) (path string) {
	t.Helper()
	head, err := npy.Header{DType: ndview.DTypeOf[uint16](), Shape: []int{2, 30}}.Append(nil)
	require.NoError(t, err)
	for i := range 60 {
		head = binary.NativeEndian.AppendUint16(head, uint16(i))
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range []struct {
		name   string
		method uint16
		data   []byte
	}{
		{"stored.npy", zip.Store, head}, {"deflated.npy", zip.Deflate, head}, {"notes.txt", zip.Store, []byte("hello")},
		{"cut.npy", zip.Store, head[:200]}, {"bad.npy", zip.Store, []byte("no array at all")},
	} {
		out, err := w.CreateHeader(&zip.FileHeader{Name: m.name, Method: m.method})
		require.NoError(t, err)
		_, err = out.Write(m.data)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	path = filepath.Join(t.TempDir(), "a.npz")
	require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
	return path
}

// The name "" is one like any other: numpy.savez makes a file ".npy" for it.
func TestTheEmptyNameIsThatOfAMember(t *testing.T) {
	_, err := npy.OpenMember[uint16](archive(t), "")
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.ErrorContains(t, err, "there are stored, deflated")
	_, err = npy.OpenMemberRaw(archive(t), "")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = npy.CopyMember(archive(t), "")
	require.ErrorIs(t, err, fs.ErrNotExist)

	data, err := npy.Header{DType: ndview.DTypeOf[uint8](), Shape: []int{2}}.Append(nil)
	require.NoError(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	out, err := w.CreateHeader(&zip.FileHeader{Name: ".npy", Method: zip.Store})
	require.NoError(t, err)
	_, err = out.Write(append(data, 3, 4))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	path := filepath.Join(t.TempDir(), "a.npz")
	require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
	members, err := npy.Members(path)
	require.NoError(t, err)
	require.Len(t, members, 1)
	require.Empty(t, members[0].Name)
	c, err := npy.CopyMember(path, members[0].Name)
	require.NoError(t, err)
	bytes, ok := c.Data()
	require.True(t, ok)
	assert.Equal(t, []byte{3, 4}, bytes)
	if runtime.GOOS == "windows" {
		return // nothing is mapped there
	}
	f, err := npy.OpenMember[uint8](path, members[0].Name)
	require.NoError(t, err)
	v := f.View()
	assert.Equal(t, uint8(4), v.At1(1))
	require.NoError(t, f.Close())
}

func TestStoredMembersAreMapped(t *testing.T) {
	if runtime.GOOS == "windows" {
		_, err := npy.OpenMember[uint16](archive(t), "stored")
		require.Error(t, err)
		return
	}
	path := archive(t)
	f, err := npy.OpenMemberUint16(path, "stored")
	require.NoError(t, err)
	v := f.View()
	assert.Equal(t, uint16(59), v.At2(1, 29))
	assert.Equal(t, path+":stored", f.Path())
	require.NoError(t, f.Close())
	r, err := npy.OpenMemberRaw(path, "stored.npy")
	require.NoError(t, err)
	assert.Equal(t, []int{2, 30}, r.View().Shape())
	require.NoError(t, r.Close())
}

func TestMembersThatCannotBeMappedAreRefused(t *testing.T) {
	path := archive(t)
	_, err := npy.OpenMemberRaw(path, "deflated")
	require.ErrorIs(t, err, npy.ErrCompressed)
	assert.EqualError(t, err, `npy: OpenMemberRaw of "`+path+`:deflated": compressed. Way out: CopyMember copies it; numpy.savez writes members that can be mapped`)
	_, err = npy.OpenMember[float64](path, "stored")
	require.ErrorIs(t, err, ndview.ErrType)
	_, err = npy.OpenMemberRaw(path, "cut")
	require.ErrorIs(t, err, npy.ErrTruncated, "the array would reach into the next member")
	_, err = npy.OpenMemberRaw(path, "bad")
	require.ErrorIs(t, err, npy.ErrFormat)
	_, err = npy.OpenMemberRaw(path, "other")
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "there are stored, deflated, notes.txt, cut, bad")
	_, err = npy.Members(path)
	require.ErrorIs(t, err, npy.ErrFormat)
	assert.ErrorContains(t, err, "a.npz:bad")
	plain := filepath.Join(t.TempDir(), "a.npy")
	require.NoError(t, os.WriteFile(plain, []byte("x"), 0o644))
	_, err = npy.Members(plain)
	require.ErrorIs(t, err, npy.ErrFormat)
}

func TestMembersAreCopiedWithTheirSums(t *testing.T) {
	path := archive(t)
	for _, name := range []string{"stored", "deflated"} {
		raw, err := npy.CopyMember(path, name)
		require.NoError(t, err, name)
		v, err := ndview.AsMut[uint16](raw)
		require.NoError(t, err)
		assert.True(t, v.Plain())
		assert.Equal(t, uint16(59), v.At2(1, 29), name)
		v.Set2(0, 0, 7)
	}
	_, err := npy.CopyMember(path, "cut")
	require.ErrorIs(t, err, npy.ErrTruncated)
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	b[bytes.Index(b, []byte("NUMPY"))+180] ^= 1 // an item of the stored member
	require.NoError(t, os.WriteFile(path, b, 0o644))
	_, err = npy.CopyMember(path, "stored")
	require.ErrorIs(t, err, npy.ErrFormat)
	assert.ErrorContains(t, err, "checksum")
	_, err = npy.CopyMember(path, "deflated")
	require.NoError(t, err, "members are checked one by one")
}

// central changes two bytes of the central directory's entry for the first member, in a file that archive wrote.
func central(t *testing.T, path string, at int, value uint16) {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	entry := bytes.Index(b, []byte("PK\x01\x02"))
	require.Positive(t, entry)
	binary.LittleEndian.PutUint16(b[entry+at:], value)
	require.NoError(t, os.WriteFile(path, b, 0o644))
}

func TestMembersThatNothingHereReadsAreRefused(t *testing.T) {
	for _, c := range []struct {
		at    int
		value uint16
		want  string
	}{
		{8, 1, "encrypted: unsupported operation. Way out: numpy.savez writes arrays as they are"},
		{10, 14, "compressed by method 14 of the zip format: unsupported operation. Way out: numpy.load reads it in Python; " +
			"numpy.savez and numpy.savez_compressed write members that are read here, too"},
	} {
		path := archive(t)
		central(t, path, c.at, c.value)
		_, opened := npy.OpenMemberRaw(path, "stored")
		_, copied := npy.CopyMember(path, "stored")
		_, listed := npy.Members(path)
		for op, err := range map[string]error{"OpenMemberRaw": opened, "CopyMember": copied, "Members": listed} {
			require.ErrorIs(t, err, errors.ErrUnsupported)
			assert.EqualError(t, err, "npy: "+op+` of "`+path+`:stored": `+c.want)
			assert.Equal(t, c.at == 10, errors.Is(err, npy.ErrCompressed))
		}
	}
}

// Package archive/zip takes a sum of 0 for one that is not there, but there always is one.
func TestTheSumZeroIsASum(t *testing.T) {
	path := archive(t)
	central(t, path, 16, 0)
	central(t, path, 18, 0)
	_, err := npy.CopyMember(path, "stored")
	require.ErrorIs(t, err, npy.ErrFormat)
	assert.ErrorContains(t, err, "checksum")
}

// numpy.load(path)["a"] is the file "a" if there is one, and "a.npy" otherwise; a name that Members gives is that member's.
func TestANameIsThatOfAFileBeforeThatOfAStem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.npz")
	for _, names := range [][]string{{"a", "a.npy"}, {"a.npy", "a"}} {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, name := range names {
			head, err := npy.Header{DType: ndview.DTypeOf[uint8](), Shape: []int{len(name)}}.Append(nil)
			require.NoError(t, err)
			out, err := w.Create(name)
			require.NoError(t, err)
			_, err = out.Write(append(head, name...))
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
		for name, length := range map[string]int{"a": 1, "a.npy": 5} {
			v, err := npy.CopyMember(path, name)
			require.NoError(t, err)
			assert.Equal(t, []int{length}, v.Shape(), "%s of %v", name, names)
		}
		members, err := npy.Members(path)
		require.NoError(t, err)
		require.Len(t, members, 1)
		assert.Equal(t, "a.npy", members[0].Name)
	}
	require.NoError(t, os.WriteFile(path, []byte("PK\x05\x06"+strings.Repeat("\x00", 18)), 0o644))
	_, err := npy.CopyMember(path, "a")
	assert.ErrorContains(t, err, "there are none")
}

// Bytes of archives are changed one at a time: nothing panics, and nothing is held.
func TestDamagedArchivesAreRefusedOrRead(t *testing.T) {
	path := archive(t)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	refused := 0
	for i := 0; i < len(whole); i += 1 + i%7 {
		b := bytes.Clone(whole)
		b[i] ^= 0x81
		require.NoError(t, os.WriteFile(path, b, 0o644))
		for _, name := range []string{"stored", "deflated"} {
			if _, err := npy.CopyMember(path, name); err != nil {
				refused++
			}
		}
		if f, err := npy.OpenMemberRaw(path, "stored"); err == nil {
			require.NoError(t, f.Close())
		}
	}
	assert.Greater(t, refused, 20)
	assert.Zero(t, npy.OpenFiles())
}
