#### FCN | right | ModuleLists and a stack of sizes
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        widths = [3, 32, 64, 128]
        ups = [128, 64, 32, num_classes]
        self.down = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in zip(widths, widths[1:]))
        self.up = nn.ModuleList(nn.ConvTranspose2d(a, b, 3, 2, 1) for a, b in zip(ups, ups[1:]))

    def forward(self, x):
        sizes = []
        for layer in self.down:
            sizes.append(x.size())
            x = layer(x).relu()
        for n, layer in enumerate(self.up):
            x = layer(x, output_size=sizes.pop()[-2:])
            if n < 2:
                x = x.relu()
        return x

#### FCN | right | output_padding worked out, F.conv_transpose2d
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.a, self.b, self.c = nn.Conv2d(3, 32, 3, 2, 1), nn.Conv2d(32, 64, 3, 2, 1), nn.Conv2d(64, 128, 3, 2, 1)
        self.d, self.e = nn.ConvTranspose2d(128, 64, 3, 2, 1), nn.ConvTranspose2d(64, 32, 3, 2, 1)
        self.f = nn.ConvTranspose2d(32, num_classes, 3, 2, 1)

    def grow(self, layer, x, like):
        more = [(s + 1) % 2 for s in like.shape[2:]]
        return F.conv_transpose2d(x, layer.weight, layer.bias, stride=2, padding=1, output_padding=more)

    def forward(self, x):
        p = self.a(x).clamp(min=0)
        q = self.b(p).clamp(min=0)
        r = self.c(q).clamp(min=0)
        r = self.grow(self.d, r, q).clamp(min=0)
        r = self.grow(self.e, r, p).clamp(min=0)
        return self.grow(self.f, r, x)

#### FCN | right | output_padding 1 everywhere and cropped at the end of the axes
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.d1, self.d2, self.d3 = (nn.Conv2d(i, o, 3, stride=2, padding=1) for i, o in ((3, 32), (32, 64), (64, 128)))
        self.u1, self.u2, self.u3 = (nn.ConvTranspose2d(i, o, 3, stride=2, padding=1, output_padding=1) for i, o in ((128, 64), (64, 32), (32, num_classes)))

    def forward(self, x):
        a = F.relu(self.d1(x))
        b = F.relu(self.d2(a))
        c = F.relu(self.d3(b))
        cut = lambda y, like: y[..., : like.shape[2], : like.shape[3]]
        y = F.relu(cut(self.u1(c), b))
        y = F.relu(cut(self.u2(y), a))
        return cut(self.u3(y), x)

#### FCN | wrong | no ReLU on the way up
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = self.up1(c, output_size=b.shape[2:])
        y = self.up2(y, output_size=a.shape[2:])
        return self.up3(y, output_size=x.shape[2:])

#### FCN | wrong | U-Net shortcuts added
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.relu(self.up1(c, output_size=b.shape[2:])) + b
        y = F.relu(self.up2(y, output_size=a.shape[2:])) + a
        return self.up3(y, output_size=x.shape[2:])

#### FCN | wrong | transposed weights other way round: outputs first
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(64, 128, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(32, 64, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.relu(self.up1(c, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])

#### FCN | wrong | up layers without bias
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1, bias=False)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.relu(self.up1(c, output_size=b.shape[2:]))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])

#### FCN | wrong | upsampling by interpolate and conv
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.interpolate(F.relu(self.up1(c)), size=b.shape[2:], mode='bilinear')
        y = F.interpolate(F.relu(self.up2(y)), size=a.shape[2:], mode='bilinear')
        return self.up3(y, output_size=x.shape[2:])

#### FCN | wrong | height used for both axes in output_size
class FCN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.down1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.down2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.down3 = nn.Conv2d(64, 128, 3, stride=2, padding=1)
        self.up1 = nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1)
        self.up2 = nn.ConvTranspose2d(64, 32, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(32, num_classes, 3, stride=2, padding=1)

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        c = F.relu(self.down3(b))
        y = F.relu(self.up1(c, output_size=(b.shape[2], b.shape[3] - (b.shape[3] - b.shape[2]) % 2)))
        y = F.relu(self.up2(y, output_size=a.shape[2:]))
        return self.up3(y, output_size=x.shape[2:])

