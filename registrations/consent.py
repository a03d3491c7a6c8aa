"""The texts that the registrant ticks, each on its own, never ticked beforehand (domain §3.1 row 26, §6.1).

A change of text gets a new version; a registration keeps the version that was ticked.
"""

CONSENT_VERSION = "2024-1"

TRUTH = (
    "Tôi cam kết lời khai trên là đúng sự thật; chấp hành pháp luật Việt Nam và nước sở tại, thực hiện đúng hợp đồng "
    "và về nước đúng thời hạn."
)
PROCESSING = (
    "Tôi đồng ý để UBND cấp xã, Phòng Lao động - Thương binh và Xã hội, Trung tâm Dịch vụ việc làm, Sở Lao động - "
    "Thương binh và Xã hội, Sở Giáo dục và Đào tạo và Ngân hàng Chính sách xã hội tỉnh Sóc Trăng xử lý dữ liệu cá nhân "
    "ghi trong giấy này, kể cả dân tộc, tôn giáo và sức khỏe, để tư vấn, lập danh sách, xét cho vay và báo cáo theo "
    "Nghị định 13/2023/NĐ-CP; tôi có quyền rút lại sự đồng ý."
)
