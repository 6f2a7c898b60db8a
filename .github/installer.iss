; Windows setup: copies the folder for this person only, no administrator needed, and puts a link on the desk.
[Setup]
AppName=LinLi Desk
AppVersion={#Version}
DefaultDirName={autopf}\LinLiDesk
PrivilegesRequired=lowest
OutputDir=..\build
OutputBaseFilename=LinLiDesk-windows-setup
Compression=lzma2
SolidCompression=yes
[Files]
Source: "..\build\installer\LinLiDesk\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
[Icons]
Name: "{autoprograms}\LinLi Desk"; Filename: "{app}\LinLiDesk.exe"
Name: "{autodesktop}\LinLi Desk"; Filename: "{app}\LinLiDesk.exe"
[Run]
Filename: "{app}\LinLiDesk.exe"; Flags: postinstall nowait skipifsilent
