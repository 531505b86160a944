# Assets as devices, in two catalogs, with their roles and fields; and values for fields of every type, on whatever has them.
package fill::Things;
use strict; use warnings; use utf8;
use fill::Bed; use fill::Fields; use fill::People;

our @assets;

# A value for every field kind; `turn` makes them differ.
sub fill_in { my ($object, $on, $turn) = @_;
  my $id = sub { $fill::Fields::field{"$on/$_[0]"} };
  my $put = sub { my ($name, @values) = @_; for (@values) { my ($ok, $message) = $object->AddCustomFieldValue(Field => $id->($name), ref $_ ? %$_ : (Value => $_)); must($ok, "$name: $message") } };
  $put->('Region', pick('华东', '华北', 'North', 'South'));
  $put->('Services', 'Leased line', '宽带');
  $put->('Contract no', "合同-$turn/2025 <a&b>");
  $put->('Aliases', "alias $turn", "别名$turn");
  $put->('Site notes', "Line one of $turn\n第二行\n\n" . ($turn % 2 ? words(60) : chinese(90)));
  $put->('Wiki page', "= Heading $turn =\n\n* [http://outside.example/ link]\n* '''bold'''");
  $put->('Rich note', "<p>Rich <b>note</b> $turn</p><script>alert($turn)</script>");
  $put->('Agreed on', sprintf '2025-%02d-%02d', 1 + $turn % 12, 1 + $turn % 28);
  $put->('Window start', sprintf '2025-%02d-11 0%d:30:00', 1 + $turn % 12, $turn % 10);
  $put->('Address', $turn % 3 ? "10.0." . ($turn % 250) . '.1' : '2001:db8::' . sprintf('%x', 1 + $turn));
  $put->('Addresses', '192.0.2.' . (1 + $turn % 200), '2001:db8:0:1::' . sprintf('%x', 1 + $turn));
  $put->('Range', '198.51.100.0-198.51.100.' . (1 + $turn % 200), '203.0.113.0/24');
  $put->('Drawing', { Value => "drawing $turn.png", LargeContent => png($turn), ContentType => 'image/png' });
  $put->('Photos', map { { Value => "照片$turn-$_.gif", LargeContent => gif($turn * 3 + $_), ContentType => 'image/gif' } } 1 .. 2);
  $put->('Config file', { Value => "../router$turn.cfg", LargeContent => "hostname r$turn\n\0\xff\xfe binary", ContentType => 'application/octet-stream' });
  $put->('Dumps', map { { Value => "dump$turn-$_.bin", LargeContent => pack('C*', map { ($_ * $turn) % 256 } 0 .. 300), ContentType => 'application/x-dump' } } 1 .. 2);
  $put->('Vendor', $turn % 2 ? 'Acme' : "Typed by hand $turn");
  $put->('Carrier', $turn % 2 ? '联通' : "Carrier $turn");
  $put->('Carriers', 'Telecom A', "Another $turn");
}

sub make {
  my $more = RT::Catalog->new(RT->SystemUser);
  must($more->Create(Name => '租赁设备', Description => 'Rented devices'));
  for my $n (1 .. 42) {
    my $asset = RT::Asset->new(as($fill::People::agents[$n % 5]));
    my $holder = $fill::People::customers[$n];
    $fill::Bed::now += 3600;
    must($asset->Create(Catalog => $n % 3 ? 'General assets' : '租赁设备', Name => $n % 4 ? "Router $n" : "路由器 $n", Description => $n % 2 ? words(6) : chinese(8),
      Status => q(new), Owner => ($n % 2 ? 'alice' : 'Nobody'),
      HeldBy => [$holder], Contact => [$fill::People::customers[$n + 1]]));
    if ($n % 4 && $n % 13) { must($asset->SetStatus($_)) for @{ pick([qw(allocated)], [qw(allocated in-use)], [qw(allocated in-use recycled)], [qw(allocated in-use stolen)]) } }
    fill_in($asset, 'asset', $n) if $n <= 4;
    must($asset->AddCustomFieldValue(Field => $fill::Fields::field{'asset/Contract no'}, Value => "C-$n")) if $n > 4;
    push @assets, $asset->Id;
    trap('asset with custom fields', $asset->Id) if $n <= 4;
    if ($n % 10 == 0) { must($asset->AddRoleMember(Type => 'HeldBy', Group => 'NOC')); trap('asset held by a group', $asset->Id) }
    if ($n % 13 == 0) { must($asset->SetStatus('deleted')); trap('deleted asset', $asset->Id) }
    if ($n % 12 == 0) { must($asset->AddLink(Type => 'RefersTo', Target => "asset:$assets[0]")); must($asset->AddLink(Type => 'MemberOf', Target => "asset:$assets[1]")); trap('asset linked to an asset', $asset->Id) }
  }
}
1;
